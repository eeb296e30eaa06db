/** Why a call is over, seen from the visitor who made it (`outgoing`) or got it (`incoming`). */
export type EndWord =
  | 'completed'
  | 'cancelledByUs'
  | 'noAnswer'
  | 'missed'
  | 'declinedByThem'
  | 'declinedByUs'
  | 'busy'
  | 'unreachable'
  | 'mediaDenied'
  | 'connectFailed'
  | 'mediaLost'
  | 'peerLeft'
  | 'maxDuration'
  | 'policy'
  | 'answeredElsewhere'
  | 'declinedElsewhere';

export interface CallWords {
  audio: string;
  video: string;
  /** Names the view for screen readers. */
  view: string;
  incomingAudio: string;
  incomingVideo: string;
  accept: string;
  acceptVideo: string;
  decline: string;
  preparing: string;
  calling: string;
  ringing: string;
  connecting: string;
  reconnecting: string;
  mute: string;
  unmute: string;
  cameraOn: string;
  cameraOff: string;
  hangUp: string;
  cancel: string;
  peerMuted: string;
  showChat: string;
  showCall: string;
  hearPeer: string;
  more: string;
  shareScreen: string;
  stopScreen: string;
  /** While it is shared. */
  sharing: string;
  hold: string;
  resume: string;
  heldHere: string;
  /** `{name}` */
  heldThere: string;
  /** A colleague takes over. `{name}` */
  transferring: string;
  /** A colleague is asked to; who it is, is said when he has accepted. */
  transferringSoon: string;
  /** Another one of the team hears the call. `{name}` */
  listening: string;
  pictureInPicture: string;
  pictureBack: string;
  fullScreen: string;
  fullScreenEnd: string;
  devices: string;
  back: string;
  microphone: string;
  camera: string;
  speaker: string;
  /** A device that the browser gives no name to. `{number}` */
  device: string;
  standardDevice: string;
  volume: string;
  /** From no bar to four. */
  quality: readonly [string, string, string, string, string];
  poor: string;
  poorVideo: string;
  leaveMessage: string;
  /** Looks at microphone, camera and network. */
  check: string;
  callBack: string;
  /** Although nobody seems to be there. */
  callAnyway: string;
  again: string;
  done: string;
  lineAudio: string;
  lineVideo: string;
  end: Record<EndWord, string>;
}
