/** The parts of one call, and how they hear of each other. */
import type { Api } from '../connection/transport.ts';
import type { Patience } from '../connection/until-answered.ts';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import type { Value } from '../store.ts';
import type { CallSnapshot } from '../types.ts';
import { CallRequests } from './call-requests.ts';
import type { Device } from './call-state.ts';
import { CallValue } from './call-value.ts';
import type { MediaEnvironment } from './media.ts';
import { Negotiator } from './negotiator.ts';
import { OwnMedia } from './own-media.ts';
import { SignalQueue } from './signal-queue.ts';
import { TracksSignals } from './tracks-signals.ts';

export interface CallOptions {
  api: Api;
  patience: Patience;
  device: Device;
  media: MediaEnvironment;
  snapshot: Value<CallSnapshot>;
}

export interface CallParts {
  device: Device;
  value: CallValue;
  requests: CallRequests;
  signals: SignalQueue;
  own: OwnMedia;
  tracks: TracksSignals;
  negotiator: Negotiator;
}

/** `onMedia`: there is a way between the two sides, or packets have stopped to come. */
export function makeParts(options: CallOptions, onMedia: (flows: boolean) => void): CallParts {
  const { api, patience, device, media } = options;
  const { clock } = patience;
  const value = new CallValue(options.snapshot);
  const requests = new CallRequests(api, patience, value);
  const signals = new SignalQueue((outgoing) => requests.signal(outgoing));
  const tracks = new TracksSignals(value, signals, clock);
  const own = new OwnMedia(media, value, () => {
    negotiator.refresh();
    tracks.tell();
  });
  const negotiator: Negotiator = new Negotiator({
    side: device.side,
    media,
    clock,
    signals,
    own,
    iceServers: () => requests.iceServers(),
    onChange: () => value.set({ remoteStream: negotiator.remote }),
    onMedia,
    onError: (cause) => mediaFailed(value, parleyErrorOf(cause)),
  });
  return { device, value, requests, signals, own, tracks, negotiator };
}

/** Of a call that is over the stream tells why it ended; that nothing more can be asked of it is no error of its own. */
function mediaFailed(value: CallValue, { code }: ParleyError): void {
  if (code !== 'CALL_OVER') value.set({ error: code });
}
