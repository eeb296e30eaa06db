import { createValueStore } from '../../lib/value-store.ts';
import type { Idle, IdleState } from '../desktop-host.ts';

/** The least that browsers allow. */
const THRESHOLD_MS = 60_000;

/** Chromium's, which TypeScript does not know. */
interface IdleDetector extends EventTarget {
  readonly userState: 'active' | 'idle' | null;
  readonly screenState: 'locked' | 'unlocked' | null;
  start(options: { threshold: number }): Promise<void>;
}
declare global {
  var IdleDetector: { new (): IdleDetector; requestPermission(): Promise<PermissionState> } | undefined;
}

/** `null` where the browser has none. */
export function createWebIdle(): Idle | null {
  const Detector = globalThis.IdleDetector;
  if (Detector === undefined) return null;
  const state = createValueStore<IdleState>('active');
  const allowed = createValueStore(false);
  const start = async () => {
    const detector = new Detector();
    const look = () => state.set(detector.screenState === 'locked' ? 'locked' : (detector.userState ?? 'active'));
    detector.addEventListener('change', look);
    try {
      await detector.start({ threshold: THRESHOLD_MS });
      allowed.set(true);
      look();
    } catch {
      // Not allowed, or not any more: we go by the page alone, as where there is no detector.
      allowed.set(false);
    }
  };
  void start();
  return {
    state,
    allowed,
    async ask() {
      if ((await Detector.requestPermission()) === 'granted') await start();
    },
  };
}
