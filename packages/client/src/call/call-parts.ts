/** The parts of one call, and how they hear of each other. */
import type { LegSide } from '@parley/api/contract/call-views';
import type { Api } from '../connection/transport.ts';
import type { Patience } from '../connection/until-answered.ts';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import type { Value } from '../store.ts';
import type { KeyValueStore } from '../types.ts';
import type { CallSnapshot, DeviceChoice } from '../call-types.ts';
import { CallRequests } from './call-requests.ts';
import type { Device } from './call-part.ts';
import { CallValue } from './call-value.ts';
import { Heard, MutedUntilAnswered } from './heard.ts';
import { KeptChoices } from './kept-choices.ts';
import type { MediaEnvironment } from './media.ts';
import { Negotiator } from './negotiator.ts';
import { OwnMedia } from './own-media.ts';
import { KeptQuality } from './quality/kept-quality.ts';
import { QualityMeter } from './quality/quality-meter.ts';
import { SideMedia, type RunningCalls, type SideStart } from './side-media.ts';
import { SignalQueue } from './signal-queue.ts';
import { TracksSignals } from './tracks-signals.ts';
import { WhileLive, type CallLine } from './while-live.ts';

export interface CallOptions {
  api: Api;
  patience: Patience;
  device: Device;
  media: MediaEnvironment;
  snapshot: Value<CallSnapshot>;
  devices: DeviceChoice;
  storage: KeyValueStore;
  line: CallLine;
  /** A call of our own between operators. */
  beside: SideStart | null;
  /** The calls of this client. */
  running: RunningCalls;
  /** Of operators: who we are. */
  operatorId?: () => Promise<string>;
}

export interface CallParts {
  value: CallValue;
  requests: CallRequests;
  signals: SignalQueue;
  own: OwnMedia;
  choices: KeptChoices;
  tracks: TracksSignals;
  negotiator: Negotiator;
  heard: Heard;
  quality: QualityMeter;
  live: WhileLive;
  side: SideMedia;
}

interface PartsHooks {
  /** There is a way between the two sides, or packets have stopped to come. */
  onMedia: (flows: boolean) => void;
  /** Ours; between operators the server's first word may tell. */
  side: () => LegSide;
  /** Of a call beside a visitor's: that one is over here. */
  onVisitorsOver: () => void;
}

export function makeParts(options: CallOptions, { onMedia, side: ourSide, onVisitorsOver }: PartsHooks): CallParts {
  const { api, patience, media } = options;
  const { clock } = patience;
  const value = new CallValue(options.snapshot);
  const requests = new CallRequests(api, patience, value);
  const signals = new SignalQueue((outgoing) => requests.signal(outgoing));
  const tracks = new TracksSignals(value, signals, clock);
  const place = () => {
    const beside = value.now.call?.beside ?? options.beside;
    return beside && { ...beside, side: ourSide() };
  };
  const side = new SideMedia(media, options.running, place, onVisitorsOver);
  const choices = new KeptChoices(options.storage, value, () => side.isBeside);
  const onChange = () => {
    choices.write();
    tracks.tell();
    heard.show();
  };
  const own = new OwnMedia({ environment: side.environment, value, devices: options.devices, onChange });
  const negotiator: Negotiator = new Negotiator({
    get side() {
      return ourSide();
    },
    media,
    clock,
    signals,
    own: new MutedUntilAnswered(value, own.tracks),
    isHeld: () => value.now.held || value.now.remote.held,
    iceServers: () => requests.iceServers(),
    onChange: () => heard.show(),
    onMedia,
    onSettled: () => tracks.tell(),
    onError: (cause) => mediaFailed(value, parleyErrorOf(cause)),
  });
  const heard = new Heard(value, negotiator);
  const quality = new QualityMeter({
    clock,
    getStats: () => negotiator.getStats(),
    // The report is one of calls with visitors.
    kept: new KeptQuality(options.storage, () => (side.isBeside ? null : value.now.callId)),
    onQuality: (now) => value.set({ quality: now }),
    report: async (report) => (side.isBeside ? undefined : requests.report(report)),
  });
  const live = new WhileLive(options.line, value);
  return { value, requests, signals, own, choices, tracks, negotiator, heard, quality, live, side };
}

/**
 * Of a call that is over the stream tells why it ended; that nothing more can be asked of it is no error of its own. What
 * fails while it rings is tried again once somebody has accepted.
 */
function mediaFailed(value: CallValue, { code }: ParleyError): void {
  if (code !== 'CALL_OVER' && value.now.phase !== 'incoming') value.set({ error: code });
}
