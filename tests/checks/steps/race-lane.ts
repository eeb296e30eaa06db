/** One visitor and one operator with two devices, each on a socket of its own; one race after the other. */
import { wireErrorOf, type Api, type ApiClient } from '../../support/api-client.ts';
import { createProject, deviceOf, followConversation, registerOperator, visit } from '../../support/people.ts';
import type { CallView } from '@parley/api/contract/call-views';
import { v7 as uuidv7 } from 'uuid';

export type RaceKind = 'accept' | 'glare';
/** Who of the two was faster, or what went wrong. */
export type RaceOutcome = { faster: 'first' | 'second' } | { violation: string };

export interface RaceLane extends AsyncDisposable {
  race(kind: RaceKind): Promise<RaceOutcome>;
  /** What the thread says: a call that began or ended other than once for each race is a violation. */
  settle(): Promise<string[]>;
}

export async function openLane(url: string): Promise<RaceLane> {
  const operator = await registerOperator(url);
  const project = await createProject(url, operator);
  const visitor = await visit(url, project.key);
  const { conversationId } = visitor;
  const sockets = [visitor.params, operator.params, operator.params].map((params) => deviceOf(url, params));
  const [phone, desk, laptop] = sockets;
  if (phone === undefined || desk === undefined || laptop === undefined) throw new Error('three were opened');
  let races = 0;

  const lane = new AsyncDisposableStack();
  for (const socket of sockets) lane.use(socket);
  return {
    race: async (kind) => {
      races += 1;
      const run = kind === 'accept' ? raceToAccept : raceToCall;
      return run({ phone, desk, laptop, conversationId, swap: races % 2 === 0 }).catch((cause: unknown) => ({
        violation: `${kind}: ${cause instanceof Error ? cause.message : String(cause)}`,
      }));
    },
    settle: async () => {
      const { lastSeq } = await phone.api.conversation.get.query({ conversationId });
      const events = await followConversation(phone.api, conversationId).count(lastSeq);
      return (['call.started', 'call.ended'] as const).flatMap((type) => {
        const ids = events.flatMap(({ data }) => (data.type === type ? [data.callId] : []));
        const once = ids.length === races && new Set(ids).size === races;
        return once ? [] : [`${races} races made ${ids.length} × ${type}, of ${new Set(ids).size} calls`];
      });
    },
    [Symbol.asyncDispose]: () => lane.disposeAsync(),
  };
}

interface Scene {
  phone: ApiClient;
  desk: ApiClient;
  laptop: ApiClient;
  conversationId: string;
  /** The second device speaks first. */
  swap: boolean;
}

const inOrder = <T>(pair: readonly [T, T], swap: boolean): readonly [T, T] => (swap ? [pair[1], pair[0]] : pair);

/** As clients do, with the same ids: a database that is behind for a moment decides no race. */
async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (cause) {
      if (!wireErrorOf(cause).retry || tries === TRIES) throw cause;
    }
  }
}
/** Each has waited for a lock as long as a statement may. */
const TRIES = 10;

function start({ call }: Api, conversationId: string): Promise<CallView> {
  const wish = { conversationId, callId: uuidv7(), media: 'audio' as const };
  return untilAnswered(() => call.start.mutate(wish));
}
const end = ({ call }: Api, callId: string): Promise<CallView> => untilAnswered(() => call.end.mutate({ callId }));

/** Both of the operator's devices accept at once: one has the call, and everybody says the same one. */
async function raceToAccept({ phone, desk, laptop, conversationId, swap }: Scene): Promise<RaceOutcome> {
  const { id: callId } = await start(phone.api, conversationId);
  const [first, second] = await Promise.all(
    inOrder([desk, laptop], swap).map(({ api }) => untilAnswered(() => api.call.accept.mutate({ callId }))),
  );
  const over = await end(phone.api, callId);
  if (first === undefined || second === undefined) throw new Error('two were asked');
  const winner = over.callee?.deviceId;
  const saw = new Set([first, second].map(({ call }) => call.callee?.deviceId));
  const agree = winner != null && saw.size === 1 && saw.has(winner);
  if (first.won === second.won) return { violation: `accept: ${first.won ? 'two winners' : 'no winner'} of ${callId}` };
  if (!agree) return { violation: `accept: the devices do not agree who has ${callId}` };
  return { faster: first.won ? 'first' : 'second' };
}

/** Both sides call at once: one call, under either id, with both of them in it. */
async function raceToCall({ phone, desk, conversationId, swap }: Scene): Promise<RaceOutcome> {
  const [hers, his] = await Promise.all(inOrder([phone, desk], swap).map(({ api }) => start(api, conversationId)));
  if (hers === undefined || his === undefined) throw new Error('two were started');
  const { state } = await untilAnswered(() => desk.api.call.decline.mutate({ callId: his.id }));
  const { caller, callee, endReason } = await end(phone.api, hers.id);
  if (hers.id !== his.id) return { violation: `glare: two calls, ${hers.id} and ${his.id}` };
  const sides = new Set([caller.side, callee?.side]);
  if (state !== 'connecting' || sides.size !== 2 || callee?.deviceId == null) {
    return { violation: `glare: ${hers.id} was ${state} with ${[...sides].join(', ')}` };
  }
  if (endReason !== 'hangup_before_connect') return { violation: `glare: ${hers.id} ended as ${endReason}` };
  return { faster: (caller.side === 'visitor') !== swap ? 'first' : 'second' };
}
