import type { CallCheck, CallCheckSnapshot } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import type { Checks } from '../session/checks.ts';

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
export function useCheck(
  checks: Checks,
  camera: boolean,
  microphoneId: string | null,
  cameraId: string | null,
): Running {
  const [check, setCheck] = useState<CallCheck | null>(null);
  const [found, setFound] = useState(NOTHING_YET);
  useEffect(() => {
    const begun = checks.begin({
      camera,
      ...(microphoneId !== null && { microphoneId }),
      ...(cameraId !== null && { cameraId }),
    });
    const look = () => setFound(begun.getSnapshot());
    const stop = begun.subscribe(look);
    look();
    setCheck(begun);
    return () => {
      stop();
      begun.close();
    };
  }, [checks, camera, microphoneId, cameraId]);
  return { found, again: () => check?.again() };
}
