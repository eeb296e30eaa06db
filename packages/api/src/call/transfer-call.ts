import type { Db } from '../db/database.ts';
import { applyInput, type CallServices } from './apply-input.ts';
import { dbOf, requireColleague, type CallAccess } from './call.policy.ts';
import { devicesThere, readCall } from './call.queries.ts';
import type { Call } from './machine/call-state.ts';

/**
 * A colleague's devices ring; who has the call keeps it until one of them accepts. They all read the call's events, as
 * every operator's inbox does for each call that lives, so the new state is their bell. A call that is over stays so.
 * @throws AppError as `requireColleague`
 */
export async function transferCall(
  services: CallServices & { db: Db },
  access: CallAccess,
  operatorId: string,
  now = Date.now(),
): Promise<Call> {
  const { callId, device } = access;
  const db = dbOf(services, access);
  const call = await readCall(db, callId);
  if (call.state === 'ended') return call;
  const to = await requireColleague(services.db, call, device, operatorId);
  const there = await devicesThere(db, callId, to.partyId, new Date(now));
  return applyInput(services, access, { type: 'transfer', device, to, there }, now);
}

/** The colleague rings no more. Too late changes nothing: then he has the call. */
export function cancelTransfer(services: CallServices, access: CallAccess): Promise<Call> {
  return applyInput(services, access, { type: 'cancelTransfer', device: access.device });
}
