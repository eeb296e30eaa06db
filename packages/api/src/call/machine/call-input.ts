/** What can happen to a call, and what follows from it. Both are data. */
import type { CallMedia } from '../../contract/call-views.ts';
import type { Call, Device, Person } from './call-state.ts';

interface From {
  device: Device;
}
interface SignalFrom extends From {
  signalId: string;
  gen: number;
}
interface ReportFrom extends From {
  gen: number;
}
/** A UUID v7: of one device's reports it tells which was made first, in whatever order they arrive. */
interface Dated {
  reportId: string;
}

export interface Inputs {
  /** The device reads the call's events: it is there, or there again. */
  attached: From;
  ringing: From;
  /** This page can connect while it rings: the caller's sends no sound before the accept, and so does one that rings. */
  early: From & Dated;
  accepted: From;
  /** The other side started a call of its own: glare. */
  rival: From & { media: CallMedia };
  declined: From & { scope: 'device' | 'everyone' };
  hungUp: From & { why: 'hangup' | 'media_denied' };
  described: SignalFrom & { kind: 'offer' | 'answer' };
  candidates: SignalFrom & { count: number };
  tracks: From & { signalId: string; rev: number };
  connected: ReportFrom & Dated;
  lost: ReportFrom;
  failed: ReportFrom;
  denied: ReportFrom;
  restart: From & Dated & { what: 'ice' | 'peer' };
  /** The page goes away, to come back or not. */
  left: From & Dated;
  /** The operator who has the call wants a colleague to take it. `there`: the colleague's devices that know of it, and until when. */
  transfer: From & { to: Person; there: readonly { deviceId: string; leaseUntil: number }[] };
  cancelTransfer: From;
  /** `to` has been consulted, and takes over without being rung. */
  handOver: From & { to: Device };
  /** A colleague hears the call from now on; `null`: nobody does any more. */
  listened: { by: Person | null };
  /** Of a call beside another: that one is over (`null`), or this device has it now. */
  mainHeldBy: { holder: Device | null };
  /** A deadline may have passed. */
  deadline: object;
  /** The server itself was away for so long, in ms: nobody could keep a deadline. */
  absent: { ms: number };
  /** The conversation was closed, or someone lost the right to be here. */
  policy: object;
}
export type InputName = keyof Inputs;
export type InputOf<E extends InputName> = { [K in E]: Inputs[K] & { type: K } }[E];
export type Input = InputOf<InputName>;

export type Effect =
  /** Tell all participants the new state. */
  | { type: 'state' }
  /** Tell the conversation. */
  | { type: 'started' }
  | { type: 'ended' }
  /** A colleague has the call now. */
  | { type: 'handedOver'; from: Device; to: Device }
  /** Hand the signal to this leg and to no other (CL2). */
  | { type: 'relay'; signalId: string; to: Device }
  /** Keep the signal for the one who will win. */
  | { type: 'hold'; signalId: string }
  /** Over a limit; the call lives. */
  | { type: 'refuse'; code: 'TOO_MANY' }
  /** The call is over: what its signals said is to be forgotten (CL2). */
  | { type: 'scrub' };

/** The same `call` object as before means: nothing happened. */
export interface Step {
  call: Call;
  effects: readonly Effect[];
}

/** Bookkeeping that no participant sees, or nothing at all. */
export const step = (call: Call, ...effects: Effect[]): Step => ({ call, effects });

/** A change for all participants to see. */
export const changed = (call: Call, ...effects: Effect[]): Step => ({
  call: { ...call, version: call.version + 1 },
  effects: [{ type: 'state' }, ...effects],
});
