import type { Services } from '../access/services.ts';
import { dbOf, type CallAccess } from './call.policy.ts';
import { lockCall } from './call.queries.ts';
import type { Input } from './machine/call-input.ts';
import type { Call } from './machine/call-state.ts';
import { transition } from './machine/transition.ts';
import { storeStep } from './store-step.ts';

export type CallServices = Pick<Services, 'db' | 'announce'>;

/** One input, one transaction: lock the call, look into the table, store what follows. @returns the call as it is then */
export async function applyInput(
  services: CallServices,
  access: CallAccess,
  input: Input,
  now = Date.now(),
): Promise<Call> {
  const { callId, beside, conversation, actor } = access;
  const { call, appended } = await dbOf(services, access)
    .transaction()
    .execute(async (trx) => {
      const locked = await lockCall(trx, callId, beside);
      const step = transition(locked.call, input, now);
      const context = { stream: locked.stream, conversation, actor };
      return { call: step.call, appended: await storeStep(trx, locked.call, step, context, now) };
    });
  services.announce(appended);
  return call;
}
