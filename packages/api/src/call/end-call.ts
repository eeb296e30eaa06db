import { applyInput, type CallServices } from './apply-input.ts';
import type { CallAccess } from './call.policy.ts';
import type { Call } from './machine/call-state.ts';

/** Cancels, declines or hangs up, whichever fits the caller and the state. Once more is harmless. */
export function endCall(services: CallServices, access: CallAccess, why: 'hangup' | 'media_denied'): Promise<Call> {
  return applyInput(services, access, { type: 'hungUp', device: access.device, why });
}
