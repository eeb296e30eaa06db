/** What this browser can do in a call; what it can't is not offered. */
export const canShareScreen = (): boolean => 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices;

export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;

export const canShowFullScreen = (): boolean => 'fullscreenEnabled' in document && document.fullscreenEnabled;

export const canFloatPicture = (): boolean => 'pictureInPictureEnabled' in document && document.pictureInPictureEnabled;

/** iOS leaves loudness to the phone's own keys and ignores the page. */
export function canSetVolume(): boolean {
  const probe = new Audio();
  probe.volume = 0.5;
  return probe.volume === 0.5;
}
