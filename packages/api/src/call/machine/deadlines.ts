/** A call's deadlines are values of its state; any process that finds one passed may act on it. */
import { LIMITS } from '../../contract/wire.ts';
import type { Call, Leg, LiveCall, Talking } from './call-state.ts';
import { claimedLeg, hasOpenLeg, isOpen, otherSide } from './legs.ts';

export const maxDeadline = (call: Call): number => call.createdAt + LIMITS.maxCallMs;

/** When the present state ends by itself; what a countdown shows. */
export function stateDeadline(call: LiveCall): number {
  switch (call.state) {
    case 'inviting':
      // A device that is there, or was just now, may be loading its page anew: it has a lease's time to ring.
      return hasOpenLeg(call) ? call.ackDeadline + LIMITS.leaseMs : call.ackDeadline;
    case 'ringing':
      return call.ringDeadline;
    case 'connecting':
      return call.connectDeadline;
    case 'active':
      return maxDeadline(call);
    case 'reconnecting':
      return call.graceDeadline;
  }
}

/** When the call must be looked at next, or `null`: never again. Leases may have been renewed since; then nothing is due yet. */
export function nextDeadline(call: Call): number | null {
  switch (call.state) {
    case 'inviting':
    case 'ringing': {
      const leases = call.legs
        .filter((leg) => isOpen(leg) || leg.part.state === 'claimed')
        .map((leg) => leg.leaseUntil);
      const nobodyLeft = hasOpenLeg(call) ? [] : [call.ackDeadline];
      return Math.min(stateDeadline(call), ...leases, ...nobodyLeft);
    }
    case 'connecting':
      // Two tries at most. A greatest length that passed while the server was away is for the call once it is active.
      return stateDeadline(call);
    case 'reconnecting':
      return Math.min(stateDeadline(call), maxDeadline(call), transferDeadline(call));
    case 'active':
      // One lost socket alone says nothing about the media; only when both are gone nobody could report.
      return Math.min(lastLease(call), maxDeadline(call), transferDeadline(call));
    case 'ended':
      return null;
  }
}

/** When the devices of the colleague who is asked must be looked at. */
function transferDeadline(call: Talking): number {
  if (call.transfer == null) return Infinity;
  const leases = call.legs.filter(isOpen).map((leg) => leg.leaseUntil);
  return Math.min(call.transfer.ringDeadline, ...(leases.length === 0 ? [call.transfer.ackDeadline] : leases));
}

/** Until when at least one side can tell us how the media is. */
export function lastLease(call: LiveCall): number {
  const lease = (leg: Leg | undefined) => leg?.leaseUntil ?? 0;
  return Math.max(
    lease(claimedLeg(call, call.caller.side)),
    lease(claimedLeg(call, otherSide(call, call.caller.side))),
  );
}

/** All deadlines later by `ms`, but not the call's greatest length. */
export function postpone(call: LiveCall, ms: number): LiveCall {
  const legs = call.legs.map((leg) => ({ ...leg, leaseUntil: leg.leaseUntil + ms }));
  switch (call.state) {
    case 'inviting':
    case 'ringing':
      return { ...call, legs, ackDeadline: call.ackDeadline + ms, ringDeadline: call.ringDeadline + ms };
    case 'connecting':
      return { ...call, legs, connectDeadline: call.connectDeadline + ms };
    case 'reconnecting':
      return { ...call, legs, ...laterTransfer(call, ms), graceDeadline: call.graceDeadline + ms };
    case 'active':
      return { ...call, legs, ...laterTransfer(call, ms) };
  }
}

function laterTransfer({ transfer }: Talking, ms: number): Pick<Talking, 'transfer'> {
  if (transfer == null) return {};
  const { to, ackDeadline, ringDeadline } = transfer;
  return { transfer: { to, ackDeadline: ackDeadline + ms, ringDeadline: ringDeadline + ms } };
}
