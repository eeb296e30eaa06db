import { type RefObject, useEffect, useState } from 'react';

/** The picture in a small window of its own, above all others; `toggle` is `null` where the browser has none. */
export function usePictureInPicture(video: RefObject<HTMLVideoElement | null>): {
  out: boolean;
  toggle: (() => void) | null;
} {
  const [out, setOut] = useState(false);
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const look = () => setOut(document.pictureInPictureElement === element);
    element.addEventListener('enterpictureinpicture', look);
    element.addEventListener('leavepictureinpicture', look);
    return () => {
      element.removeEventListener('enterpictureinpicture', look);
      element.removeEventListener('leavepictureinpicture', look);
    };
  }, [video]);
  const toggle = () => {
    // Refused before the first frame is there: the button can be pressed again.
    const done = out ? document.exitPictureInPicture() : video.current?.requestPictureInPicture();
    done?.catch(() => undefined);
  };
  return { out, toggle: document.pictureInPictureEnabled ? toggle : null };
}
