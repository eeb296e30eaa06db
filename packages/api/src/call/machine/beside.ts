/**
 * Two calls: a visitor's, and beside it one between its operator and a colleague. Each has its own row, stream, legs and
 * deadlines; this is all that they do to each other.
 *
 *   visitor's call                                        the call beside it
 *   is over, or another device has it for the team  ───►  ends
 *   tells the visitor and the operator who hears it ◄───  a colleague who wants to listen is admitted, or has gone
 */
import type { Input, InputOf, Step } from './call-input.ts';
import { changed, step } from './call-input.ts';
import type { AnsweredCall, Call, Device, LiveCall, Talking, WaitingCall } from './call-state.ts';
import { end } from './end.ts';
import { claimedLeg, sameParty } from './legs.ts';

const isAnswered = (call: Call): call is AnsweredCall =>
  call.state === 'connecting' || call.state === 'active' || call.state === 'reconnecting';

const holderOf = (call: Call): Device | null =>
  call.state === 'ended' ? null : (claimedLeg(call, 'operator')?.device ?? null);

const isSame = (a: Device | null, b: Device | null): boolean =>
  a === null || b === null ? a === b : sameParty(a, b) && a.deviceId === b.deviceId;

/** What a step of one of the two means to the other; `null`: nothing. */
export function meaningOf(before: Call, after: Call): Input | null {
  return before.beside === undefined ? toSideCall(before, after) : toVisitorsCall(before, after);
}

/** Before it was answered nobody could have begun one beside it. */
function toSideCall(before: Call, after: Call): Input | null {
  const holder = holderOf(after);
  return isAnswered(before) && !isSame(holderOf(before), holder) ? { type: 'mainHeldBy', holder } : null;
}

function toVisitorsCall(before: Call, after: Call): Input | null {
  if (before.beside?.kind !== 'listen' || isAnswered(before) === isAnswered(after)) return null;
  return { type: 'listened', by: isAnswered(after) ? before.beside.colleague : null };
}

export function listened(call: Talking, { by }: InputOf<'listened'>): Step {
  const isNews = call.beside === undefined && (call.listener ?? null)?.partyId !== by?.partyId;
  return isNews ? changed({ ...call, listener: by }) : step(call);
}

export function unanswered(call: WaitingCall, _input: InputOf<'mainHeldBy'>, now: number): Step {
  return call.beside === undefined ? step(call) : end(call, 'cancelled', now);
}

export function answered(call: AnsweredCall, { holder }: InputOf<'mainHeldBy'>, now: number): Step {
  if (call.beside === undefined) return step(call);
  return end(call, hasTaken(call, holder) ? 'transferred' : 'completed', now);
}

/** The colleague who was asked has the visitor's call, on the device that he talked on. */
function hasTaken(call: LiveCall, holder: Device | null): boolean {
  const colleague = claimedLeg(call, 'colleague')?.device;
  const isHis = holder?.partyId === colleague?.partyId && holder?.deviceId === colleague?.deviceId;
  return call.beside?.kind === 'consult' && holder !== null && isHis;
}
