import { sql } from 'kysely';
import type { Actor, PeerSignal } from '../contract/events.ts';
import { assigneeOf, type ConversationRef } from '../conversation/conversation.queries.ts';
import type { Trx } from '../db/database.ts';
import { appendEvents, type AppendItem, type Appended } from '../event-log/append-events.ts';
import { newStream } from '../event-log/create-stream.ts';
import type { CallBody, StreamRef } from '../event-log/event-bodies.ts';
import type { CallSide, LegSide } from '../contract/call-views.ts';
import { storedView } from './call-view.ts';
import { lockCall } from './call.queries.ts';
import { meaningOf } from './machine/beside.ts';
import type { Effect, Step } from './machine/call-input.ts';
import type { Call } from './machine/call-state.ts';
import { nextDeadline } from './machine/deadlines.ts';
import { claimedLeg } from './machine/legs.ts';
import { transition } from './machine/transition.ts';
import { lockCallBeside } from './side-call.queries.ts';
import { heldSignals, scrubSignals } from './signal.queries.ts';
import { threadItem } from './thread-item.ts';

export interface StepContext {
  stream: StreamRef<'call'>;
  conversation: ConversationRef;
  actor: Actor;
  /** The signal that caused this step. It leaves one row, whatever comes of it. */
  signal?: { id: string; body: PeerSignal | null };
}

const SYSTEM: Actor = { kind: 'system' };

/**
 * Stores what became of a call, what that means to the other one of two that belong together, and what follows, all or
 * nothing. The appending comes last, in one statement, because it locks the streams (call, conversation, inbox: in that
 * order everywhere). The other call is first: it lets go of a colleague who takes this one, and what a signal has caused
 * stands before the signal's own row.
 */
export async function storeStep(
  trx: Trx,
  before: Call,
  step: Step,
  context: StepContext,
  now: number,
): Promise<Appended[]> {
  const items = [
    ...(await stepOther(trx, before, step.call, context, now)),
    ...(await store(trx, before, step, context)),
  ];
  return items.length === 0 ? [] : appendEvents(trx, items);
}

async function stepOther(
  trx: Trx,
  before: Call,
  after: Call,
  { conversation, actor }: StepContext,
  now: number,
): Promise<AppendItem[]> {
  const input = meaningOf(before, after);
  if (input === null) return [];
  const { beside } = before;
  const other = beside ? await lockCall(trx, beside.callId, null) : await lockCallBeside(trx, before.id);
  if (other === null) return [];
  return store(trx, other.call, transition(other.call, input, now), { stream: other.stream, conversation, actor });
}

async function store(trx: Trx, before: Call, { call, effects }: Step, context: StepContext): Promise<AppendItem[]> {
  if (call !== before) await updateCall(trx, call);
  if (effects.some((effect) => effect.type === 'scrub')) await scrubSignals(trx, context.stream);
  const held = await heldSignals(trx, context.stream, heldIds(effects, context));
  const told = call.beside === undefined ? itemsOf : itemsOfSideCall(effects);
  const items = effects.flatMap((effect) => told(effect, call, context, held));
  for (const effect of effects) if (effect.type === 'handedOver') items.push(...(await handOver(trx, effect, context)));
  const { signal } = context;
  const said = signal !== undefined && effects.some((effect) => 'signalId' in effect && effect.signalId === signal.id);
  if (signal !== undefined && !said) items.push(signalItem(context, signal.id, signal.id, null, null));
  return items;
}

/** With its stream. */
export async function insertCall(trx: Trx, call: Call): Promise<StreamRef<'call'>> {
  const { id, conversationId, beside } = call;
  const place = { conversation_id: beside ? null : conversationId, beside: beside?.callId ?? null };
  const { stream_id } = await trx
    .with('made', () => sql<{ id: number }>`(${newStream('call')})`)
    .insertInto('call')
    .values({ id, ...place, stream_id: sql<number>`(select id from made)`, ...columns(call) })
    .returning('stream_id')
    .executeTakeFirstOrThrow();
  return { id: stream_id, kind: 'call' };
}

export async function updateCall(trx: Trx, call: Call): Promise<void> {
  await trx.updateTable('call').set(columns(call)).where('id', '=', call.id).execute();
}

function columns(call: Call) {
  const next = nextDeadline(call);
  const due = next === null ? null : new Date(next);
  const isSide = call.beside !== undefined;
  return {
    state: call.state,
    visitor_id: claimedLeg(call, 'visitor')?.device.partyId ?? null,
    operator_id: claimedLeg(call, isSide ? 'colleague' : 'operator')?.device.partyId ?? null,
    data: JSON.stringify(call),
    next_deadline: isSide ? null : due,
    side_deadline: isSide ? due : null,
  };
}

const heldIds = (effects: readonly Effect[], { signal }: StepContext): string[] =>
  effects.flatMap((effect) => (effect.type === 'relay' && effect.signalId !== signal?.id ? [effect.signalId] : []));

type Held = Map<string, { body: PeerSignal; actor: Actor }>;

/** It is no word in the thread. The team is pointed to its beginning and its end: by these the colleague's devices ring. */
function itemsOfSideCall(effects: readonly Effect[]): typeof itemsOf {
  const isNews = effects.some(({ type }) => type === 'started' || type === 'ended');
  return (effect, call, context, held) => {
    if (effect.type === 'started' || effect.type === 'ended') return [];
    const items = itemsOf(effect, call, context, held);
    const { id, projectId, inbox } = context.conversation;
    const pointer = { streamId: inbox.id, conversationId: id, projectId };
    return effect.type === 'state' && isNews ? items.map((item) => ({ ...item, inbox: pointer })) : items;
  };
}

function itemsOf(effect: Effect, call: Call, context: StepContext, held: Held): AppendItem[] {
  const { stream, conversation, actor, signal } = context;
  const about = { callId: call.id, media: call.media, caller: threadSide(call.caller.side) };
  switch (effect.type) {
    case 'state':
      return [{ stream, clientId: null, actor, body: { type: 'state', call: storedView(call) }, inbox: null }];
    case 'started':
      return [threadItem(conversation, actor, { type: 'call.started', ...about })];
    case 'ended': {
      if (call.state !== 'ended') return [];
      const durationMs = call.connectedAt === null ? 0 : call.endedAt - call.connectedAt;
      const body = { type: 'call.ended' as const, ...about, reason: call.reason, durationMs };
      return [threadItem(conversation, actor, body)];
    }
    case 'hold':
      return [signalItem(context, effect.signalId, effect.signalId, signal?.body ?? null, null)];
    case 'relay': {
      if (signal?.id === effect.signalId) return [signalItem(context, signal.id, signal.id, signal.body, effect.to)];
      // Held until now: its own row stays where it was; the winner gets a copy, after the news that he has won.
      const early = held.get(effect.signalId);
      const sender = { ...context, actor: early?.actor ?? SYSTEM };
      return early === undefined ? [] : [signalItem(sender, null, effect.signalId, early.body, effect.to)];
    }
    case 'handedOver':
    case 'refuse':
    case 'scrub':
      return [];
  }
}

const threadSide = (side: LegSide): CallSide => (side === 'visitor' ? 'visitor' : 'operator');

/** Who takes a call over takes the conversation over, if it was the one's who had the call. */
async function handOver(
  trx: Trx,
  { from, to }: Extract<Effect, { type: 'handedOver' }>,
  { conversation, actor }: StepContext,
): Promise<AppendItem[]> {
  if ((await assigneeOf(trx, conversation.id)) !== from.partyId) return [];
  return [threadItem(conversation, actor, { type: 'assigned', operator: { id: to.partyId, name: to.name } })];
}

function signalItem(
  { stream, actor }: StepContext,
  clientId: string | null,
  signalId: string,
  signal: PeerSignal | null,
  to: { partyId: string; deviceId: string } | null,
): AppendItem<'call'> {
  const address = to === null ? null : { partyId: to.partyId, deviceId: to.deviceId };
  const body: CallBody = { type: 'signal', signalId, signal, to: address };
  return { stream, clientId, actor, body, inbox: null };
}
