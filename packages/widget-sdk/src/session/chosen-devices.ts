import type { DeviceChoice } from '@parley/client';

/** What the visitor speaks into and hears by; what is not chosen is left to the browser. */
export interface ChosenDevices extends DeviceChoice {
  speaker: string | null;
  /** 0 to 1. */
  volume: number;
}

export const STANDARD_DEVICES: ChosenDevices = { speaker: null, volume: 1 };
