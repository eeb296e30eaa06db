import { type CallCheck, type CallCheckSnapshot, type DeviceChoice, NOTHING_CHECKED } from '@parley/client';
import { useEffect, useState } from 'preact/hooks';
import type { Checks } from '../session/checks.ts';
import type { Media } from '../types.ts';

interface Running {
  found: CallCheckSnapshot;
  again: () => void;
}

/** A check of these devices; another choice begins another one. The devices go with the view. */
export function useCheck(checks: Checks, media: Media, { microphone, camera }: DeviceChoice): Running {
  const [check, setCheck] = useState<CallCheck | null>(null);
  const [found, setFound] = useState(NOTHING_CHECKED);
  useEffect(() => {
    const begun = checks.begin(media, { microphone, camera });
    const look = () => setFound((before) => withDevices(begun.getSnapshot(), before));
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

/** A check that has just begun knows of no devices; those of the one before stay, because somebody is choosing among them. */
function withDevices(now: CallCheckSnapshot, before: CallCheckSnapshot): CallCheckSnapshot {
  const { microphones, cameras, speakers } = before;
  return now.microphones.length > 0 ? now : { ...now, microphones, cameras, speakers };
}
