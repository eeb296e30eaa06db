/** connecting: accepted; the two devices look for a way to each other. */
import { LIMITS } from '../../contract/wire.ts';
import type { InputOf, Step } from './call-input.ts';
import { changed, step } from './call-input.ts';
import type { Active, Connecting } from './call-state.ts';
import { end } from './end.ts';
import { isParty, mayRestart, nextGeneration, nextGenerationBy } from './generation.ts';
import { everyMedia, holdsCall, noteReport, setMedia, withoutPage } from './legs.ts';

export function connected(call: Connecting, input: InputOf<'connected'>, now: number): Step {
  if (input.gen !== call.gen) return step(call);
  const up = setMedia(noteReport(call, input.device, input.reportId), input.device, 'connected');
  const next = onceWhole(up, now);
  return next === up ? step(up) : changed(next);
}

/** Active as soon as both sides are connected. */
export function onceWhole(call: Connecting, now: number): Connecting | Active {
  if (!everyMedia(call, 'connected')) return call;
  const { attempt: _attempt, connectDeadline: _deadline, ...rest } = call;
  return { ...rest, state: 'active', connectedAt: now, restarts: 0 };
}

export const lost = (call: Connecting, input: InputOf<'lost'>): Step =>
  step(input.gen === call.gen ? setMedia(call, input.device, 'none') : call);

/** The deadline stays: time enough for a reload. */
export const left = (call: Connecting, { device, reportId }: InputOf<'left'>): Step =>
  step(withoutPage(call, device, reportId));

export function failed(call: Connecting, input: InputOf<'failed'>, now: number): Step {
  return input.gen === call.gen && holdsCall(call, input.device) ? tryAgain(call, now) : step(call);
}

export function hungUp(call: Connecting, input: InputOf<'hungUp'>, now: number): Step {
  if (!isParty(call, input.device)) return step(call);
  return end(call, input.why === 'media_denied' ? 'media_denied' : 'hangup_before_connect', now);
}

/** A page was loaded again before media flowed. The deadline stays, so that this can't go on for ever. */
export function restart(call: Connecting, input: InputOf<'restart'>, now: number): Step {
  if (input.what !== 'peer' || !holdsCall(call, input.device) || !mayRestart(call)) return step(call);
  return changed(nextGenerationBy(noteReport(call, input.device, input.reportId), input.device, now));
}

export const deadline = (call: Connecting, _input: InputOf<'deadline'>, now: number): Step =>
  now >= call.connectDeadline ? tryAgain(call, now) : step(call);

/** Once more, by relays if there are any; the second failure is final. */
function tryAgain(call: Connecting, now: number): Step {
  if (call.attempt === 2) return end(call, 'connect_failed', now);
  return changed({
    ...nextGeneration(call, now),
    relayOnly: call.relayAvailable,
    attempt: 2,
    connectDeadline: now + LIMITS.reconnectMs,
  });
}
