/** active and reconnecting: media has flowed. */
import { LIMITS } from '../../contract/wire.ts';
import type { InputOf, Step } from './call-input.ts';
import { changed, step } from './call-input.ts';
import type { Active, Reconnecting, Talking } from './call-state.ts';
import { lastLease, maxDeadline } from './deadlines.ts';
import { end } from './end.ts';
import { isParty, mayRestart, nextGeneration, nextGenerationBy } from './generation.ts';
import * as transfer from './transfer.ts';
import {
  claimedLeg,
  everyMedia,
  findLeg,
  holdsCall,
  isOutOfDate,
  noteReport,
  isPresent,
  otherSide,
  renewLease,
  setMedia,
  someMedia,
} from './legs.ts';

export const attached = (call: Talking, input: InputOf<'attached'>, now: number): Step =>
  backIfWhole(transfer.offer(renewLease(call, input.device, now), input.device, now));

export const connected = (call: Talking, { device, gen, reportId }: InputOf<'connected'>): Step =>
  gen === call.gen ? backIfWhole(setMedia(noteReport(call, device, reportId), device, 'connected')) : step(call);

/** In a generation in which this leg never connected there is nothing to lose. */
export function lost(call: Talking, input: InputOf<'lost'>, now: number): Step {
  const part = findLeg(call, input.device)?.part;
  const had = part?.state === 'claimed' && part.media === 'connected';
  if (input.gen !== call.gen || !had) return step(call);
  const without = setMedia(call, input.device, 'lost');
  return without.state === 'active' ? changed(reconnecting(without, now)) : step(without);
}

/**
 * The other side is to know within a round trip, without waiting for packets that won't come. The grace time is what a
 * reload has; whoever does not come back has left.
 */
export function left(call: Talking, { device, reportId }: InputOf<'left'>, now: number): Step {
  const leg = findLeg(call, device);
  if (leg === undefined || isOutOfDate(leg, reportId)) return step(call);
  return lost(call, { type: 'lost', device, gen: call.gen }, now);
}

/** What has failed does not heal by itself: the next try goes by relays. Its generation is fenced off, so each fails once. */
export function failed(call: Talking, input: InputOf<'failed'>, now: number): Step {
  const isNews = input.gen === call.gen && holdsCall(call, input.device);
  return isNews && mayRestart(call) ? startOver({ ...call, relayOnly: call.relayAvailable }, now) : step(call);
}

/** Both sides notice a loss and both ask: while one restart of this generation is open, a second adds nothing. */
export function restart(call: Talking, { device, what, reportId }: InputOf<'restart'>, now: number): Step {
  const open = call.state === 'reconnecting' && someMedia(call, 'none');
  if (!holdsCall(call, device) || (what === 'ice' && open)) return step(call);
  const noted = noteReport(call, device, reportId);
  if (what === 'ice') return startOver(noted, now);
  return mayRestart(noted) ? changed(nextGenerationBy(reconnecting(noted, now), device, now)) : step(noted);
}

export const hungUp = (call: Talking, input: InputOf<'hungUp'>, now: number): Step =>
  isParty(call, input.device) ? end(call, 'completed', now) : transfer.declined(call, input);

export function deadlineOfActive(call: Active, _input: InputOf<'deadline'>, now: number): Step {
  if (now >= maxDeadline(call)) return end(call, 'max_duration', now);
  const next = transfer.overdue(call, now);
  return now >= lastLease(call) ? changed(reconnecting(next, now)) : transfer.told(call, next);
}

export function deadlineOfReconnecting(call: Reconnecting, _input: InputOf<'deadline'>, now: number): Step {
  if (now >= maxDeadline(call)) return end(call, 'max_duration', now);
  if (now < call.graceDeadline) return transfer.told(call, transfer.overdue(call, now));
  const { side } = call.caller;
  const bothThere = isPresent(claimedLeg(call, side), now) && isPresent(claimedLeg(call, otherSide(call, side)), now);
  return end(call, bothThere ? 'media_lost' : 'peer_left', now);
}

const startOver = (call: Talking, now: number): Step =>
  mayRestart(call) ? changed(nextGeneration(reconnecting(call, now), now)) : step(call);

/** The grace time runs from the first loss; further losses and restarts don't prolong it. */
function reconnecting(call: Talking, now: number): Reconnecting {
  return call.state === 'reconnecting' ? call : { ...call, state: 'reconnecting', graceDeadline: now + LIMITS.graceMs };
}

function backIfWhole(call: Talking): Step {
  if (call.state === 'active' || !everyMedia(call, 'connected')) return step(call);
  const { graceDeadline: _grace, ...rest } = call;
  return changed({ ...rest, state: 'active', restarts: 0 });
}
