import { AppError } from '../access/app-error.ts';
import type { CallServices } from './apply-input.ts';
import { dbOf, type CallAccess } from './call.policy.ts';
import { lockCall, readCall } from './call.queries.ts';
import type { Call } from './machine/call-state.ts';
import { claimedLeg } from './machine/legs.ts';
import { transition } from './machine/transition.ts';
import { storeStep } from './store-step.ts';

/**
 * Attended transfer: the visitor's call goes to the device on which the colleague is being consulted, and with it ends the
 * consultation, in one transaction. Too late changes nothing.
 * @param access to the consultation
 * @returns the consultation as it is then: ended, for `transferred`, if the colleague has the call
 * @throws AppError FORBIDDEN to all but who asked the colleague, and before he has answered
 */
export async function handOverCall(services: CallServices, access: CallAccess, now = Date.now()): Promise<Call> {
  const { callId, beside, device, conversation, actor } = access;
  if (beside?.kind !== 'consult' || device.side !== 'operator')
    throw new AppError('FORBIDDEN', 'not yours to hand over');
  const appended = await dbOf(services, access)
    .transaction()
    .execute(async (trx) => {
      const consultation = await lockCall(trx, callId, beside);
      if (consultation.call.state === 'ended') return [];
      const colleague = claimedLeg(consultation.call, 'colleague');
      if (colleague === undefined) throw new AppError('FORBIDDEN', 'nobody has answered yet');
      const { call, stream } = await lockCall(trx, beside.callId, null);
      const to = { ...colleague.device, side: 'operator' } as const;
      const step = transition(call, { type: 'handOver', device, to }, now);
      return storeStep(trx, call, step, { stream, conversation, actor }, now);
    });
  services.announce(appended);
  return readCall(dbOf(services, access), callId);
}
