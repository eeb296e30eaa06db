import { AppError, notFound } from '../access/app-error.ts';
import type { Connection, Participant } from '../access/caller.ts';
import type { Actor } from '../contract/events.ts';
import { personOf, requirePlace } from '../conversation/conversation.policy.ts';
import type { ConversationRef } from '../conversation/conversation.queries.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';
import { findMember } from '../project/project.queries.ts';
import { findCallTogether, peopleInCalls } from './call.queries.ts';
import type { Beside, Call, Device, Person } from './machine/call-state.ts';
import { claimedLeg, sameParty } from './machine/legs.ts';

/** Who asks, from which device, about which conversation's calls. */
export interface Caller {
  device: Device;
  actor: Actor;
  conversation: ConversationRef;
  /** Viewers watch; a device that could not accept must not count as one that may ring. */
  mayAnswer: boolean;
}
export interface CallAccess extends Caller {
  callId: string;
  /** Of a call between two operators. */
  beside: Beside | null;
  stream: StreamRef<'call'>;
  /** At the moment of asking. */
  isOver: boolean;
  /** What the other side calls the visitor. */
  visitorName: string;
}

/** For all that is about their calls. */
export const dbOf = ({ db }: { db: Db }, { conversation }: Pick<Caller, 'conversation'>): Db =>
  inProject(db, conversation.projectId);

/** @throws AppError NOT_FOUND for a missing and a foreign one alike (AU1), FORBIDDEN for a viewer who would act */
export async function requireCaller(
  ctx: { db: Db; connection: Connection; caller: Participant },
  conversationId: string,
  need: 'read' | 'write',
): Promise<Caller> {
  const { db, caller } = ctx;
  const { conversation, role } = await requirePlace(db, caller, conversationId, need);
  return { device: deviceOf(ctx), actor: personOf(caller), conversation, mayAnswer: role !== 'viewer' };
}

const deviceOf = ({ connection, caller }: { connection: Connection; caller: Participant }): Device => ({
  side: caller.kind,
  partyId: caller.id,
  deviceId: connection.deviceId,
  name: caller.kind === 'operator' ? caller.name : '',
});

/**
 * A call between two operators is theirs alone: to the visitor, to the other operators, and to devices that have not got
 * the visitor's call, there is no such call.
 * @throws AppError as `requireCaller`
 */
export async function requireCall(
  ctx: { db: Db; connection: Connection; caller: Participant },
  callId: string,
  need: 'read' | 'write',
): Promise<CallAccess> {
  const call = await findCallTogether(ctx.db, callId);
  if (call === null) throw notFound();
  const { beside, stream, isOver, visitorName } = call;
  const device = beside === null ? deviceOf(ctx) : placeBeside(deviceOf(ctx), beside);
  if (device === null) throw notFound();
  const caller = await requireCaller(ctx, call.conversationId, need);
  return { ...caller, device, callId: call.id, beside, stream, isOver, visitorName };
}

/** Which of the two this device is; `null`: neither. */
export function placeBeside(device: Device, { operator, colleague }: Beside): Device | null {
  if (device.side !== 'operator') return null;
  if (device.partyId === colleague.partyId) return { ...device, side: 'colleague' };
  return device.partyId === operator.partyId && device.deviceId === operator.deviceId ? device : null;
}

/**
 * For what is about a visitor's call alone.
 * @throws AppError as `requireCall`, NOT_FOUND for a call between two operators
 */
export async function requireVisitorsCall(
  ctx: { db: Db; connection: Connection; caller: Participant },
  callId: string,
  need: 'read' | 'write',
): Promise<CallAccess> {
  const access = await requireCall(ctx, callId, need);
  if (access.beside !== null) throw notFound();
  return access;
}

/**
 * The device that has the call for the team, while two people talk.
 * @throws AppError FORBIDDEN before media has flowed, CALL_OVER
 */
export function requireHolder(call: Call): Device {
  const leg = claimedLeg(call, 'operator');
  if (call.state === 'ended') throw new AppError('CALL_OVER');
  if (leg === undefined || (call.state !== 'active' && call.state !== 'reconnecting'))
    throw new AppError('FORBIDDEN', 'nobody talks yet');
  return leg.device;
}

/**
 * The colleague whom this call is to be handed to: somebody who may answer, and is not in a call of his own. That he still
 * is when he accepts is the database's to see.
 * @throws AppError FORBIDDEN to whoever does not have the call, before media has flowed, and for a colleague who only looks
 * on; INVALID_INPUT for oneself; NOT_FOUND for who is no member; TOO_MANY for who is in another call
 */
export async function requireColleague(db: Db, call: Call, from: Device, operatorId: string): Promise<Person> {
  const leg = claimedLeg(call, 'operator');
  if (leg === undefined || !sameParty(leg.device, from)) throw new AppError('FORBIDDEN', 'someone else has this call');
  if (call.state !== 'active' && call.state !== 'reconnecting') throw new AppError('FORBIDDEN', 'nobody talks yet');
  if (operatorId === from.partyId) throw new AppError('INVALID_INPUT', 'operatorId: a colleague, not oneself');
  const colleague = await findMember(db, operatorId, call.projectId);
  if (colleague === null) throw notFound();
  if (colleague.role === 'viewer') throw new AppError('FORBIDDEN', 'viewers only look on');
  const inCalls = await peopleInCalls(db, 'operator_id', [operatorId], call.conversationId);
  if (inCalls.size > 0) throw new AppError('TOO_MANY', 'already in another call');
  return { partyId: colleague.id, name: colleague.name };
}

/**
 * Relays cost money and bandwidth: only who is in the call, or may still get it, learns how to use them.
 * @throws AppError CALL_OVER, FORBIDDEN
 */
export function requireMedia(call: Call, device: Device): void {
  if (call.state === 'ended') throw new AppError('CALL_OVER');
  const leg = claimedLeg(call, device.side);
  if (leg !== undefined && !sameParty(leg.device, device))
    throw new AppError('FORBIDDEN', 'someone else has this call');
}
