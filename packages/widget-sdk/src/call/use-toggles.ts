import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { canFloatPicture, canShowFullScreen } from './abilities.ts';

/** Something of the browser's that it may also end by itself. */
export interface Toggle {
  possible: boolean;
  on: boolean;
  flip: () => Promise<void>;
}

/** The whole call on the whole screen. */
export function useFullScreenCall(view: RefObject<HTMLElement | null>): Toggle {
  const [on, setOn] = useState(false);
  useEffect(() => {
    const look = () => setOn(view.current !== null && view.current.matches(':fullscreen'));
    document.addEventListener('fullscreenchange', look);
    return () => document.removeEventListener('fullscreenchange', look);
  }, [view]);
  const flip = async () => {
    await (on ? document.exitFullscreen() : view.current?.requestFullscreen());
  };
  return { possible: canShowFullScreen(), on, flip };
}

/** The other one's picture in a window of its own; goes with the picture. */
export function useFloatingPicture(video: RefObject<HTMLVideoElement | null>, shown: boolean): Toggle {
  const [on, setOn] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (!shown || element === null) return undefined;
    const enter = () => setOn(true);
    const leave = () => setOn(false);
    element.addEventListener('enterpictureinpicture', enter);
    element.addEventListener('leavepictureinpicture', leave);
    return () => {
      element.removeEventListener('enterpictureinpicture', enter);
      element.removeEventListener('leavepictureinpicture', leave);
      setOn(false);
    };
  }, [video, shown]);
  const flip = async () => {
    await (on ? document.exitPictureInPicture() : video.current?.requestPictureInPicture());
  };
  return { possible: shown && canFloatPicture(), on, flip };
}
