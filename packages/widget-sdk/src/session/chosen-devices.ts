/** What the visitor speaks into and hears by; `null`: whatever the browser takes. */
export interface ChosenDevices {
  microphone: string | null;
  camera: string | null;
  speaker: string | null;
  /** 0 to 1. */
  volume: number;
}

export const STANDARD_DEVICES: ChosenDevices = { microphone: null, camera: null, speaker: null, volume: 1 };
