import type { CallCheck, CallCheckSnapshot, DeviceChoice } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import type { Checks } from '../session/checks.ts';
import type { Media } from '../types.ts';

const NOTHING_YET: CallCheckSnapshot = {
  microphone: null,
  camera: null,
  network: null,
  level: 0,
  stream: null,
  microphones: [],
  cameras: [],
  speakers: [],
};

interface Running {
  found: CallCheckSnapshot;
  again: () => void;
}

/** A check of these devices; another choice begins another one. The devices go with the view. */
export function useCheck(checks: Checks, media: Media, { microphone, camera }: DeviceChoice): Running {
  const [check, setCheck] = useState<CallCheck | null>(null);
  const [found, setFound] = useState(NOTHING_YET);
  useEffect(() => {
    const begun = checks.begin(media, { microphone, camera });
    const look = () => setFound(begun.getSnapshot());
    const stop = begun.subscribe(look);
    look();
    setCheck(begun);
    return () => {
      stop();
      begun.close();
    };
  }, [checks, media, microphone, camera]);
  return { found, again: () => check?.again() };
}
