/** A check as apps hold it, there at once; what looks is loaded behind it, as with calls. */
import type { CallMedia } from '@parley/api/contract/call-views';
import type { MediaEnvironment } from '../call/media.ts';
import { closeWith } from '../close-with.ts';
import type { Clock } from '../environment.ts';
import { Value } from '../store.ts';
import type { CallCheck, CallCheckSnapshot, DeviceChoice } from '../call-types.ts';
import type { CheckSession } from './check-session.ts';

export interface OpenCheckOptions {
  media: CallMedia;
  devices: DeviceChoice;
  /** URLs of the server's relays; none where it has none. */
  relays: () => Promise<string[]>;
  environment: MediaEnvironment | undefined;
  clock: Clock;
  /** Aborted when the client closes. */
  closing: AbortSignal;
}

/** What is known when a check begins. */
export const NOTHING_CHECKED: CallCheckSnapshot = {
  microphone: null,
  camera: null,
  network: null,
  level: 0,
  stream: null,
  microphones: [],
  cameras: [],
  speakers: [],
};

export function openCheck(options: OpenCheckOptions): CallCheck {
  const snapshot = new Value(NOTHING_CHECKED);
  const session = load(options, snapshot);
  let closed = false;
  const later = (act: (loaded: CheckSession) => void) => {
    session.then(act, () => snapshot.set({ ...snapshot.getSnapshot(), network: 'OFFLINE' }));
  };
  const close = () => {
    closed = true;
    letGo();
    later((loaded) => loaded.close());
  };
  const letGo = closeWith(options.closing, close);
  const again = () => later((loaded) => !closed && loaded.begin());
  again();
  return { getSnapshot: snapshot.getSnapshot, subscribe: snapshot.subscribe, again, close };
}

async function load(options: OpenCheckOptions, snapshot: Value<CallCheckSnapshot>): Promise<CheckSession> {
  const [{ CheckSession }, { browserMedia }] = await Promise.all([
    import('./check-session.ts'),
    import('../call/media.ts'),
  ]);
  const { environment = browserMedia } = options;
  return new CheckSession({ ...options, environment }, snapshot);
}
