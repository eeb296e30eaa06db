import type { Services } from '../access/services.ts';
import type { Actor } from '../contract/events.ts';
import type { ConversationRef } from '../conversation/conversation.queries.ts';
import { applyInput, type CallServices } from './apply-input.ts';
import type { CallAccess } from './call.policy.ts';
import { lockLiveCall } from './call.queries.ts';
import type { Call } from './machine/call-state.ts';
import { transition } from './machine/transition.ts';
import { storeStep } from './store-step.ts';

/** Cancels, declines or hangs up, whichever fits the caller and the state. Once more is harmless. */
export function endCall(services: CallServices, access: CallAccess, why: 'hangup' | 'media_denied'): Promise<Call> {
  return applyInput(services, access, { type: 'hungUp', device: access.device, why });
}

/** For those who close a conversation: no call outlives it. */
export async function endLiveCall(
  services: Pick<Services, 'db' | 'announce'>,
  conversation: ConversationRef,
  actor: Actor,
): Promise<void> {
  const appended = await services.db.transaction().execute(async (trx) => {
    const live = await lockLiveCall(trx, conversation.id);
    if (live === null) return [];
    const step = transition(live.call, { type: 'policy' }, Date.now());
    return storeStep(trx, live.call, step, { stream: live.stream, conversation, actor });
  });
  services.announce(appended);
}
