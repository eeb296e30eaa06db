import type { CallCheck, CallCheckSnapshot, DeviceFinding, NetworkFinding } from '@parley/client';
import { createValueStore } from '../src/lib/value-store.ts';
import { faceStream } from './pictures.ts';

export const LOOKING: CallCheckSnapshot = {
  microphone: null,
  camera: null,
  network: null,
  level: 0,
  stream: null,
  microphones: [],
  cameras: [],
  speakers: [],
};
const FOUND: CallCheckSnapshot = { ...LOOKING, microphone: 'ok', camera: 'ok', network: 'ok', level: 0.3 };

const DEVICES: readonly DeviceFinding[] = ['skipped', 'MEDIA_DENIED', 'NO_DEVICE', 'DEVICE_BUSY', 'NOT_SUPPORTED'];
const NETWORKS: readonly NetworkFinding[] = ['no_relay', 'UDP_BLOCKED', 'RELAY_UNREACHABLE', 'OFFLINE'];

/** The check with each thing that it can find. */
export const CHECK_SCENES: Record<string, () => CallCheckSnapshot> = {
  'check-looking': () => LOOKING,
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
