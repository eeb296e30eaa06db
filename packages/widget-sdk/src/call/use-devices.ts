import { useEffect, useState } from 'preact/hooks';

export interface Devices {
  microphones: readonly MediaDeviceInfo[];
  cameras: readonly MediaDeviceInfo[];
  speakers: readonly MediaDeviceInfo[];
}

const NONE: Devices = { microphones: [], cameras: [], speakers: [] };

/** What is plugged in, as it comes and goes. */
export function useDevices(): Devices {
  const [devices, setDevices] = useState(NONE);
  useEffect(() => {
    const { mediaDevices } = navigator;
    const look = () => void mediaDevices.enumerateDevices().then((found) => setDevices(sorted(found)), ignore);
    look();
    mediaDevices.addEventListener('devicechange', look);
    return () => mediaDevices.removeEventListener('devicechange', look);
  }, []);
  return devices;
}

function sorted(found: readonly MediaDeviceInfo[]): Devices {
  const of = (kind: MediaDeviceKind) => found.filter((device) => device.kind === kind);
  return { microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') };
}

/** A page that may not list devices offers none to choose from. */
function ignore(): void {}
