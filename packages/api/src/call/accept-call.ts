import type { Call } from './machine/call-state.ts';
import { applyInput, type CallServices } from './apply-input.ts';
import { hasCall } from './call-view.ts';
import { dbOf, type CallAccess } from './call.policy.ts';
import { readCall } from './call.queries.ts';
import { isInAnotherCall } from './start-call.ts';

/**
 * The first device wins; all others learn from the call who has it (CL1). The winner may ask again and has still
 * won. Whoever is in another call does not win, and the call rings on.
 */
export async function acceptCall(
  services: CallServices,
  access: CallAccess,
  now = Date.now(),
): Promise<{ won: boolean; call: Call }> {
  const { device, callId } = access;
  try {
    const call = await applyInput(services, access, { type: 'accepted', device }, now);
    return { won: hasCall(call, device), call };
  } catch (cause) {
    if (!isInAnotherCall(cause)) throw cause;
    return { won: false, call: await readCall(dbOf(services, access), callId) };
  }
}
