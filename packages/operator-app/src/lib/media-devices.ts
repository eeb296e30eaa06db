import type { DeviceChoice } from '@parley/client';
import { useEffect, useState } from 'react';
import { readStored, writeStored } from './device-storage.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

export type DeviceKind = 'microphone' | 'camera' | 'speaker';

/** The devices that the person chose at this browser; `null`: whatever the system has as its own. */
export const chosenDevices: Record<DeviceKind, ValueStore<string | null>> = {
  microphone: remembered('parley.microphone'),
  camera: remembered('parley.camera'),
  speaker: remembered('parley.speaker'),
};

/** What a call or a check begins with; whichever of them is not plugged in, another takes its place. */
export const chosenForCalls = (): DeviceChoice => ({
  microphone: chosenDevices.microphone.getSnapshot() ?? undefined,
  camera: chosenDevices.camera.getSnapshot() ?? undefined,
});

/** How loud the other side is played, 0 to 1, as a string. */
export const speakerVolume = remembered('parley.volume');

function remembered(key: string): ValueStore<string | null> {
  const store = createValueStore(readStored(key));
  return {
    ...store,
    set(value) {
      writeStored(key, value);
      store.set(value);
    },
  };
}

const KIND: Record<MediaDeviceKind, DeviceKind> = {
  audioinput: 'microphone',
  videoinput: 'camera',
  audiooutput: 'speaker',
};

export type DeviceList = Record<DeviceKind, readonly MediaDeviceInfo[]>;

const NONE: DeviceList = { microphone: [], camera: [], speaker: [] };

/** Browsers hide ids until the person has allowed a device: one without an id cannot be chosen. */
function sortDevices(devices: readonly MediaDeviceInfo[]): DeviceList {
  const of = (kind: DeviceKind) => devices.filter((device) => KIND[device.kind] === kind && device.deviceId !== '');
  return { microphone: of('microphone'), camera: of('camera'), speaker: of('speaker') };
}

/** What is plugged in now. `asked` changes when a device was allowed: only then have the others names. */
export function useMediaDevices(asked: unknown): DeviceList {
  const [list, setList] = useState(NONE);
  useEffect(() => {
    // Absent on pages without https, whatever the type says.
    const media: MediaDevices | undefined = navigator.mediaDevices;
    if (!media) return;
    let gone = false;
    const read = () =>
      void media.enumerateDevices().then(
        (devices) => gone || setList(sortDevices(devices)),
        () => undefined,
      );
    read();
    media.addEventListener('devicechange', read);
    return () => {
      gone = true;
      media.removeEventListener('devicechange', read);
    };
  }, [asked]);
  return list;
}

/** Can this browser play through another speaker than the system's own? */
export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;
