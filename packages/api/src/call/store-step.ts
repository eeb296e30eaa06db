import type { Actor, PeerSignal } from '../contract/events.ts';
import { assigneeOf, type ConversationRef } from '../conversation/conversation.queries.ts';
import type { Trx } from '../db/database.ts';
import { appendEvents, type AppendItem, type Appended } from '../event-log/append-events.ts';
import type { CallBody, StreamRef } from '../event-log/event-bodies.ts';
import { storedView } from './call-view.ts';
import type { Effect, Step } from './machine/call-input.ts';
import type { Call } from './machine/call-state.ts';
import { nextDeadline } from './machine/deadlines.ts';
import { claimedLeg } from './machine/legs.ts';
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
 * Stores what became of a call and what follows from it, all or nothing. The appending comes last, because it
 * locks the streams (call, conversation, inbox: in that order everywhere).
 */
export async function storeStep(
  trx: Trx,
  before: Call,
  { call, effects }: Step,
  context: StepContext,
): Promise<Appended[]> {
  if (call !== before) await updateCall(trx, call);
  if (effects.some((effect) => effect.type === 'scrub')) await forget(trx, call.id, context.stream);
  const held = await heldSignals(trx, context.stream, heldIds(effects, context));
  const items = effects.flatMap((effect) => itemsOf(effect, call, context, held));
  for (const effect of effects) if (effect.type === 'handedOver') items.push(...(await handOver(trx, effect, context)));
  const { signal } = context;
  const said = signal !== undefined && effects.some((effect) => 'signalId' in effect && effect.signalId === signal.id);
  if (signal !== undefined && !said) items.push(signalItem(context, signal.id, signal.id, null, null));
  return items.length === 0 ? [] : appendEvents(trx, items);
}

export async function insertCall(trx: Trx, call: Call, stream: StreamRef<'call'>): Promise<void> {
  const { id, conversationId: conversation_id } = call;
  await trx
    .insertInto('call')
    .values({ id, conversation_id, stream_id: stream.id, ...columns(call) })
    .execute();
}

export async function updateCall(trx: Trx, call: Call): Promise<void> {
  await trx.updateTable('call').set(columns(call)).where('id', '=', call.id).execute();
}

function columns(call: Call) {
  const due = nextDeadline(call);
  return {
    state: call.state,
    visitor_id: claimedLeg(call, 'visitor')?.device.partyId ?? null,
    operator_id: claimedLeg(call, 'operator')?.device.partyId ?? null,
    data: JSON.stringify(call),
    next_deadline: due === null ? null : new Date(due),
  };
}

async function forget(trx: Trx, callId: string, stream: StreamRef<'call'>): Promise<void> {
  await scrubSignals(trx, stream);
  await trx.deleteFrom('call_lease').where('call_id', '=', callId).execute();
}

const heldIds = (effects: readonly Effect[], { signal }: StepContext): string[] =>
  effects.flatMap((effect) => (effect.type === 'relay' && effect.signalId !== signal?.id ? [effect.signalId] : []));

type Held = Map<string, { body: PeerSignal; actor: Actor }>;

function itemsOf(effect: Effect, call: Call, context: StepContext, held: Held): AppendItem[] {
  const { stream, conversation, actor, signal } = context;
  const about = { callId: call.id, media: call.media, caller: call.caller.side };
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
