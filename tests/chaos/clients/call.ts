import { setTimeout as pause } from 'node:timers/promises';
import type { CallEvent, CallSignal } from '@parley/api/contract/events';
import { parleyErrorOf, type ClientBase } from '@parley/client';
import { v7 as uuidv7 } from 'uuid';
import type { Journal } from './journal.ts';
import { ask, within } from './patience.ts';
import { readWire, type Reader } from './reader.ts';

export interface Device {
  name: string;
  deviceId: string;
  client: ClientBase;
}

/** What a call is tried with: the visitor rings, two operators take it at once. */
export interface CallStage {
  conversationId: string;
  visitor: Device;
  operators: [Device, Device];
  /** How long they talk. */
  talkMs: number;
  /** Who hangs up. Nobody: both go away without a word, and the server has to end it. */
  ends: 'visitor' | 'operator' | 'nobody';
}

/** A call that is not over by itself in this time is stuck: a lease of 15 s and then 30 s of grace, and some more. */
const OVER_MS = 75_000;
/** For one that was left: each absence of the server's own is added to its times. */
const LEFT_MS = 180_000;
const LEFT_POLL_MS = 2_000;
const ASK_MS = 20_000;
/** Signals that are still under way when the call ends are forgotten, as they must be (CL2). */
const HEARD_MS = 10_000;
const CANDIDATES = 3;

/** One device's part: what it says, and what it is told. */
class Leg {
  readonly device: Device;
  readonly over = Promise.withResolvers<void>();
  readonly #journal: Journal;
  readonly #place: { client: string; conversation: string; stream: string };
  readonly #callId: string;
  readonly #reader: Reader;
  readonly #heard = new Set<string>();
  #look: () => void = () => undefined;
  #said = 0;

  constructor(journal: Journal, device: Device, callId: string, conversation: string) {
    this.device = device;
    this.#journal = journal;
    this.#callId = callId;
    const stream = `call:${callId}`;
    this.#place = { client: device.name, conversation, stream };
    const { events } = device.client.api.call;
    this.#reader = readWire<CallEvent>(journal, {
      reader: `${device.name} ${stream}`,
      client: device.name,
      stream,
      from: null,
      as: device.deviceId,
      subscribe: (handlers) => events.subscribe({ callId }, handlers),
      onEvent: (event) => {
        if (event.type !== 'signal') return;
        this.#heard.add(event.signalId);
        this.#look();
      },
      onComplete: () => this.over.resolve(),
    });
  }

  /** @returns its id; null when the call was over first, or nobody answered. */
  async say(signal: CallSignal): Promise<string | null> {
    const signalId = uuidv7();
    this.#said += 1;
    this.#journal.write({ kind: 'sent', ...this.#place, message: signalId, nth: this.#said });
    let tries = 0;
    // Given up is not undone: a try that is under way may still be stored, behind what is said next.
    let code: string = 'UNANSWERED';
    const answer = await ask(() => {
      tries += 1;
      return this.device.client.api.call.signal.mutate({ callId: this.#callId, signalId, signal });
    }, ASK_MS).catch((cause: unknown) => {
      ({ code } = parleyErrorOf(cause));
      return null;
    });
    if (answer === null) {
      this.#journal.write({ kind: 'refused', ...this.#place, message: signalId, code });
      return null;
    }
    const duplicate = tries > 1;
    this.#journal.write({ kind: 'acknowledged', ...this.#place, message: signalId, seq: answer.seq, duplicate });
    return signalId;
  }

  /** Has this device heard all of these in time? */
  async hears(signals: readonly (string | null)[]): Promise<boolean> {
    const ids = signals.filter((id) => id !== null);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#look = () => {
      if (ids.every((id) => this.#heard.has(id))) resolve();
    };
    this.#look();
    return (await within(HEARD_MS, Promise.race([promise, this.over.promise]))) && ids.length === signals.length;
  }

  stop(): void {
    this.#reader.stop();
  }
}

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
  { talkMs }: CallStage,
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
  return { winner, settled: heardOffer && heard.every((all) => all) };
}

const candidate = (nth: number): CallSignal => ({
  kind: 'candidates',
  candidates: [{ candidate: `candidate:${nth} 1 udp 1 192.0.2.1 ${nth} typ host`, sdpMid: '0', sdpMLineIndex: 0 }],
  gen: 0,
});
