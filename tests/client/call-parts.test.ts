import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallSignal, IceCandidate } from '@parley/api/contract/events';
import type { CallState, CallView } from '@parley/api/contract/call-views';
import { CandidateBuffer } from '../../packages/client/src/call/candidate-buffer.ts';
import { endReasonOf, factsOf, partOf, seen } from '../../packages/client/src/call/call-part.ts';
import { PHASE_TABLE } from '../../packages/client/src/call/call-state.ts';
import { SignalQueue } from '../../packages/client/src/call/signal-queue.ts';
import { ParleyError } from '../../packages/client/src/errors.ts';
import { CALL_VIEW as VIEW } from './call-view.ts';

const CALLER = { side: 'visitor', deviceId: 'visitor-tab', operatorId: null } as const;
const DESK = { side: 'operator', deviceId: 'desk', operatorId: 'o' } as const;
const LAPTOP = { side: 'operator', deviceId: 'laptop', operatorId: 'o' } as const;
const byDesk = (state: CallState): CallView => {
  return { ...VIEW, state, callee: { side: 'operator', id: 'o', name: 'Ann', deviceId: 'desk' } };
};

describe('a call, as this device sees it', () => {
  test('while it rings, each device of the called side may take it', () => {
    expect([CALLER, DESK, LAPTOP].map((device) => partOf(VIEW, device))).toEqual(['caller', 'called', 'called']);
    expect([CALLER, DESK].map((device) => seen(VIEW, device))).toEqual(['ringing', 'incoming']);
  });

  test('[CL1] the first to accept has it; on every other device it is over, and says why', () => {
    const view = byDesk('connecting');
    expect([CALLER, DESK, LAPTOP].map((device) => seen(view, device))).toEqual(['connecting', 'connecting', 'over']);
    expect(endReasonOf(view, LAPTOP, false)).toBe('answered_elsewhere');
    expect(endReasonOf(view, DESK, false)).toBeNull();
  });

  test('a call that another device declined says so', () => {
    const view: CallView = { ...VIEW, state: 'ended', endReason: 'declined' };
    expect(endReasonOf(view, LAPTOP, false)).toBe('declined_elsewhere');
    expect(endReasonOf(view, DESK, true)).toBe('declined');
    expect(endReasonOf(view, CALLER, false)).toBe('declined');
  });

  test('a call that a colleague hands over rings on each of our devices, and on nobody else’s', () => {
    const offered: CallView = { ...byDesk('active'), transfer: { to: { id: 'b', name: 'Bob' } } };
    const bob = { side: 'operator', deviceId: 'phone', operatorId: 'b' } as const;
    const twin = { side: 'operator', deviceId: 'desk', operatorId: 'b' } as const;
    expect([CALLER, DESK, LAPTOP, bob, twin].map((device) => partOf(offered, device))).toEqual([
      'caller',
      'callee',
      'bystander',
      'offered',
      'offered',
    ]);
    expect([DESK, bob].map((device) => seen(offered, device))).toEqual(['active', 'incoming']);
    // Taken back, taken by another device of his, and taken by himself.
    expect(endReasonOf(byDesk('active'), bob, false, 'offered')).toBe('cancelled');
    const taken: CallView = {
      ...VIEW,
      state: 'connecting',
      callee: { side: 'operator', id: 'b', name: 'Bob', deviceId: 'phone' },
    };
    expect(endReasonOf(taken, twin, false, 'offered')).toBe('answered_elsewhere');
    expect([bob, DESK].map((device) => seen(taken, device))).toEqual(['connecting', 'over']);
    expect(endReasonOf(taken, DESK, false, 'callee')).toBe('transferred');
  });

  test('why a call was over for this device stays, whatever becomes of it', () => {
    const { endReason } = factsOf(byDesk('ended'), DESK, false, {
      call: byDesk('active'),
      endReason: 'transferred',
      outgoing: false,
    });
    expect(endReason).toBe('transferred');
  });

  test('the end absorbs everything, and can be reached from everywhere', () => {
    for (const row of Object.values(PHASE_TABLE)) expect(row.over).toBe('ended');
    expect(new Set(Object.values(PHASE_TABLE.ended))).toEqual(new Set(['ended']));
  });

  test('without a microphone a call of ours is not made, and one to us rings on', () => {
    expect(PHASE_TABLE.preparing.cannotCall).toBe('ended');
    expect(PHASE_TABLE.preparing.cannotAnswer).toBe('incoming');
  });
});

const candidate = (name: string): IceCandidate => ({ candidate: `candidate:${name}`, sdpMid: '0', sdpMLineIndex: 0 });

describe('candidates of the other leg', () => {
  test('[CL2] each is used once, only in its generation, and only when the description is there', () => {
    const arrivals = fc.array(
      fc.oneof(
        fc.record({ what: fc.constant('candidates' as const), gen: fc.nat({ max: 3 }), name: fc.nat({ max: 6 }) }),
        fc.record({ what: fc.constant('description' as const) }),
        fc.record({ what: fc.constant('generation' as const) }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(arrivals, (events) => {
        const buffer = new CandidateBuffer();
        let gen = 0;
        let described = false;
        buffer.begin(0);
        const used: string[] = [];
        const offered = new Set<string>();
        const use = (given: readonly IceCandidate[]) => {
          if (given.length > 0) expect(described).toBe(true);
          for (const each of given) {
            expect(each.candidate).toMatch(new RegExp(`^candidate:${gen}-`));
            used.push(each.candidate);
          }
        };
        for (const event of events) {
          if (event.what === 'candidates') {
            offered.add(`candidate:${event.gen}-${event.name}`);
            use(buffer.take(event.gen, [candidate(`${event.gen}-${event.name}`)]));
          } else if (event.what === 'description' && !described) {
            described = true;
            use(buffer.open());
          } else if (event.what === 'generation') {
            gen += 1;
            described = false;
            buffer.begin(gen);
          }
        }
        expect(new Set(used).size).toBe(used.length);
        // Whatever came for the present generation, however early, is in use once it can be.
        if (described)
          for (const each of offered) if (each.startsWith(`candidate:${gen}-`)) expect(used).toContain(each);
      }),
    );
  });
});

describe('signals on their way', () => {
  function pipe() {
    const sent: CallSignal[] = [];
    const underWay = new Set<CallSignal['kind']>();
    const answers: PromiseWithResolvers<void>[] = [];
    const queue = new SignalQueue(async ({ signal }) => {
      expect(underWay).not.toContain(signal.kind);
      underWay.add(signal.kind);
      sent.push(structuredClone(signal));
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      await answer.promise.finally(() => underWay.delete(signal.kind));
    });
    const answer = async (error?: ParleyError) => {
      const next = answers.shift();
      if (error) next?.reject(error);
      else next?.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { queue, sent, answer };
  }

  test('a candidate goes out at once; those that come meanwhile travel together, twenty at most', async () => {
    const { queue, sent, answer } = pipe();
    for (let index = 0; index < 30; index++) queue.sendCandidate(0, candidate(String(index)));
    await answer();
    await answer();
    const sizes = sent.map((signal) => (signal.kind === 'candidates' ? signal.candidates.length : 0));
    expect(sizes).toEqual([1, 20, 9]);
  });

  test('a candidate and a description wait for no word about anything else, and not for each other', () => {
    const { queue, sent } = pipe();
    const description = { kind: 'description', type: 'offer', sdp: 'v=0', gen: 0 } as const;
    queue.send({ kind: 'tracks', audio: true, video: false, rev: 1 });
    queue.send(description);
    queue.sendCandidate(0, candidate('a'));
    queue.send({ kind: 'media', state: 'connected', gen: 0 });
    expect(sent.map(({ kind }) => kind)).toEqual(['tracks', 'description', 'candidates', 'media']);
    queue.send({ ...description, gen: 1 });
    queue.send({ kind: 'restart', what: 'ice' });
    expect(sent).toHaveLength(4);
  });

  test('[CL2] a new generation voids what has not left', async () => {
    const { queue, sent, answer } = pipe();
    queue.send({ kind: 'ringing' });
    queue.sendCandidate(0, candidate('left'));
    queue.sendCandidate(0, candidate('old'));
    queue.send({ kind: 'media', state: 'lost', gen: 0 });
    queue.dropOlder(1);
    queue.sendCandidate(1, candidate('new'));
    await answer();
    await answer();
    expect(sent).toMatchObject([{ kind: 'ringing' }, { kind: 'candidates', gen: 0 }, { kind: 'candidates', gen: 1 }]);
  });

  test('one that is refused does not stop the next; the end of the call does', async () => {
    const { queue, sent, answer } = pipe();
    queue.send({ kind: 'ringing' });
    queue.send({ kind: 'restart', what: 'ice' });
    queue.send({ kind: 'restart', what: 'peer' });
    await answer(new ParleyError('TOO_MANY'));
    await answer(new ParleyError('CALL_OVER'));
    queue.send({ kind: 'ringing' });
    expect(sent).toHaveLength(2);
  });
});
