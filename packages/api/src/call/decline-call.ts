import type { Call } from './machine/call-state.ts';
import { applyInput, type CallServices } from './apply-input.ts';
import type { CallAccess } from './call.policy.ts';

/** `device`: the others ring on. `everyone`: nobody takes it. An answered or ended call stays as it is. */
export function declineCall(services: CallServices, access: CallAccess, scope: 'device' | 'everyone'): Promise<Call> {
  return applyInput(services, access, { type: 'declined', device: access.device, scope });
}
