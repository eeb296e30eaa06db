import {
  type CallCheck,
  type CallCheckSnapshot,
  type DeviceFinding,
  type NetworkFinding,
  NOTHING_CHECKED,
} from '@parley/client';
import { createValueStore } from '../src/lib/value-store.ts';
import { faceStream } from './pictures.ts';

const FOUND: CallCheckSnapshot = { ...NOTHING_CHECKED, microphone: 'ok', camera: 'ok', network: 'ok', level: 0.3 };

const DEVICES: readonly DeviceFinding[] = ['skipped', 'MEDIA_DENIED', 'NO_DEVICE', 'DEVICE_BUSY', 'NOT_SUPPORTED'];
const NETWORKS: readonly NetworkFinding[] = ['no_relay', 'UDP_BLOCKED', 'RELAY_UNREACHABLE', 'unknown', 'OFFLINE'];

/** The check with each thing that it can find. */
export const CHECK_SCENES: Record<string, () => CallCheckSnapshot> = {
  'check-looking': () => NOTHING_CHECKED,
  'check-ok': () => ({ ...FOUND, stream: faceStream(200) }),
  ...Object.fromEntries(
    DEVICES.map((found) => [`check-${found}`, () => ({ ...FOUND, microphone: found, camera: found })]),
  ),
  ...Object.fromEntries(
    NETWORKS.map((network) => [`check-${network}`, () => ({ ...FOUND, network, stream: faceStream(200) })]),
  ),
};

export const preparedCheck = (snapshot: CallCheckSnapshot): CallCheck => ({
  ...createValueStore(snapshot),
  again: () => undefined,
  close: () => undefined,
});
