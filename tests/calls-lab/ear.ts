import type { Page } from 'playwright-core';
import { keepHearing, type Heard } from './ear-page.ts';

/** In the page as it is, and in every page that it is loaded anew as. */
export async function listenIn(page: Page): Promise<void> {
  await page.addInitScript(keepHearing);
  await page.evaluate(keepHearing);
}

export const heardBy = (page: Page): Promise<Heard> =>
  page.evaluate(() => {
    const heard: Heard = Reflect.get(globalThis, 'heard');
    return heard;
  });

/** A second of speech at 20 ms a packet; of which a fifth may get lost. */
const PACKETS = 40;
/** The tone of Chromium's own microphone has 500 times as much in a second. */
const ENERGY = 1e-5;
const POLL_MS = 50;

/** Resolves when the page has received and played a second of sound, from now on. */
export async function proveSound(page: Page, timeout: number): Promise<void> {
  const { packets, energy } = await heardBy(page);
  await page.waitForFunction(
    ([wantedPackets, wantedEnergy]) => {
      const heard: Heard = Reflect.get(globalThis, 'heard');
      return heard.packets >= wantedPackets && heard.energy >= wantedEnergy;
    },
    [packets + PACKETS, energy + ENERGY] as const,
    { timeout, polling: POLL_MS },
  );
}

/** Resolves when a second's packets came and not a sound was in them. */
export async function proveSilence(page: Page, timeout: number): Promise<void> {
  await page.waitForFunction(
    ([wantedPackets, enoughEnergy]) => {
      const heard: Heard = Reflect.get(globalThis, 'heard');
      const before: Heard = Reflect.get(globalThis, 'heardBefore') ?? heard;
      const isLoud = heard.energy - before.energy > enoughEnergy;
      if (isLoud || before === heard) Reflect.set(globalThis, 'heardBefore', { ...heard });
      return !isLoud && heard.packets - before.packets >= wantedPackets;
    },
    [PACKETS, ENERGY] as const,
    { timeout, polling: POLL_MS },
  );
}

/** More than what a picture that stands still and is asked for again brings. */
const FRAMES = 5;

/** Resolves when the page has decoded some frames of a picture, from now on. */
export async function provePicture(page: Page, timeout: number): Promise<void> {
  const { frames } = await heardBy(page);
  await page.waitForFunction(
    (wanted) => {
      const heard: Heard = Reflect.get(globalThis, 'heard');
      return heard.frames >= wanted;
    },
    frames + FRAMES,
    { timeout, polling: POLL_MS },
  );
}

/** The longest time without a packet since then, in ms; 0 when there was none of note. */
export function awayMs({ firstAt, silences }: Heard, since: number): number {
  const times = silences.filter(([, to]) => to > since).map(([from, to]) => to - from);
  // A page that was loaded anew.
  if (firstAt !== null && firstAt > since) times.push(firstAt - since);
  return Math.max(0, ...times);
}
