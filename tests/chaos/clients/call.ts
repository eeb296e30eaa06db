import { setTimeout as pause } from 'node:timers/promises';
import type { CallSignal } from '@parley/api/contract/events';
import { parleyErrorOf, type ClientBase } from '@parley/client';
import { v7 as uuidv7 } from 'uuid';
import type { Journal } from './journal.ts';
import { ASK_MS, Leg, type Device } from './leg.ts';
import { ask, within } from './patience.ts';
import { holdSideCall, type Aside } from './side-call.ts';

/** What a call is tried with: the visitor rings, two operators take it at once. */
export interface CallStage {
  conversationId: string;
  visitor: Device;
  operators: [Device, Device];
  /** How long they talk. */
  talkMs: number;
  /** What the second operator has to do with it, once the first one has it. */
  aside: Aside | null;
  /** Who hangs up. Nobody: both go away without a word, and the server has to end it. */
  ends: 'visitor' | 'operator' | 'nobody';
}

/** A call that is not over by itself in this time is stuck: a lease of 15 s and then 30 s of grace, and some more. */
const OVER_MS = 75_000;
/** For one that was left: each absence of the server's own is added to its times. */
const LEFT_MS = 180_000;
const LEFT_POLL_MS = 2_000;
const CANDIDATES = 3;

export type CallOutcome = { callId: string; settled: boolean } | null;

/** From the ring to the end. `settled`: each side heard all that the other said before the end. */
export async function holdCall(journal: Journal, stage: CallStage): Promise<CallOutcome> {
  const { conversationId, visitor } = stage;
  const callId = uuidv7();
  const { start, end } = visitor.client.api.call;
  const call = await ask(() => start.mutate({ conversationId, callId, media: 'audio' }), ASK_MS).catch(() => null);
  if (call === null) return null;
  if (call.id !== callId) {
    // A failover brought an older one back to life; two of one conversation cannot be.
    await ask(() => end.mutate({ callId: call.id }), ASK_MS).catch(() => null);
    return null;
  }
  const legOf = (device: Device): Leg => new Leg(journal, device, callId, conversationId);
  const caller = legOf(visitor);
  const callees = [legOf(stage.operators[0]), legOf(stage.operators[1])] as const;
  const { winner, settled } = await talk(journal, callId, caller, callees, stage).catch((cause: unknown) => {
    const { code, retry } = parleyErrorOf(cause);
    if (!retry && code !== 'CALL_OVER' && code !== 'NOT_FOUND' && code !== 'CLOSED') {
      journal.problem(`call ${callId} broke with ${code}`);
    }
    return NO_TALK;
  });
  const legs = [caller, ...callees];
  if (stage.ends === 'nobody') {
    for (const leg of legs) leg.stop();
    if (!(await endsByItself(visitor.client, { callId, conversationId }))) journal.problem(`call ${callId} is stuck`);
    return { callId, settled };
  }
  const { api } = (stage.ends === 'visitor' ? caller : (winner ?? caller)).device.client;
  await ask(() => api.call.end.mutate({ callId }), ASK_MS).catch(() => null);
  await within(OVER_MS, Promise.all(legs.map(({ over }) => over.promise)));
  for (const leg of legs) leg.stop();
  return { callId, settled };
}

async function endsByItself(
  { api }: ClientBase,
  { callId, conversationId }: { callId: string; conversationId: string },
): Promise<boolean> {
  const until = Date.now() + LEFT_MS;
  while (Date.now() < until) {
    await pause(LEFT_POLL_MS);
    const seen = await ask(() => api.conversation.get.query({ conversationId }), ASK_MS).catch(() => null);
    if (seen !== null && seen.liveCallId !== callId) return true;
  }
  return false;
}

/** Who took the call, and whether all that was said was heard. */
interface Talk {
  winner: Leg | null;
  settled: boolean;
}
const NO_TALK: Talk = { winner: null, settled: false };

async function talk(
  journal: Journal,
  callId: string,
  caller: Leg,
  callees: readonly [Leg, Leg],
  { conversationId, talkMs, aside }: CallStage,
): Promise<Talk> {
  await Promise.all(callees.map((leg) => leg.say({ kind: 'ringing' })));
  const accepts = await Promise.all(
    callees.map(async ({ device: { name, client } }) => {
      const accept = await ask(() => client.api.call.accept.mutate({ callId }), ASK_MS);
      if (accept?.won === true) journal.write({ kind: 'won', client: name, call: callId });
      return accept;
    }),
  );
  const winners = callees.filter((_, index) => accepts[index]?.won === true);
  const [winner] = winners;
  const answered = accepts.find((accept) => accept?.won === true);
  if (winner === undefined || answered == null) return NO_TALK;

  const [offerer, answerer] = answered.call.offerer === 'visitor' ? [caller, winner] : [winner, caller];
  const offer = await offerer.say({ kind: 'description', type: 'offer', sdp: `v=0 ${callId}`, gen: 0 });
  const heardOffer = await answerer.hears([offer]);
  const answer = await answerer.say({ kind: 'description', type: 'answer', sdp: `v=0 ${callId}`, gen: 0 });
  const sides = [
    { from: caller, to: winner, first: offerer === caller ? offer : answer },
    { from: winner, to: caller, first: offerer === caller ? answer : offer },
  ];
  const heard = await Promise.all(
    sides.map(async ({ from, to, first }) => {
      const said = [first];
      for (let nth = 0; nth < CANDIDATES; nth += 1) said.push(await from.say(candidate(nth)));
      return to.hears(said);
    }),
  );
  await Promise.all([caller, winner].map((leg) => leg.say({ kind: 'media', state: 'connected', gen: 0 })));
  await pause(talkMs);
  const settled = heardOffer && heard.every((all) => all);
  if (aside === null) return { winner, settled };
  const other = winner === callees[0] ? callees[1] : callees[0];
  const place = { callId, conversationId, holder: winner.device, colleague: other.device };
  return { winner: (await holdSideCall(journal, place, aside)) ? other : winner, settled };
}

const candidate = (nth: number): CallSignal => ({
  kind: 'candidates',
  candidates: [{ candidate: `candidate:${nth} 1 udp 1 192.0.2.1 ${nth} typ host`, sdpMid: '0', sdpMLineIndex: 0 }],
  gen: 0,
});
