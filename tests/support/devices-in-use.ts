import type { Page } from 'playwright-core';

/** In a page, before anything of it runs: keeps count of what is asked for, and a hand on all that was given. */
export function watchDevices(): void {
  const given: MediaStreamTrack[] = [];
  let requests = 0;
  Reflect.set(globalThis, 'devicesInUse', () => given.filter(({ readyState }) => readyState === 'live'));
  Reflect.set(globalThis, 'deviceRequests', () => requests);
  // None where the page is not secure; phones have no screens to share.
  const devices: object = globalThis.navigator.mediaDevices ?? {};
  for (const name of ['getUserMedia', 'getDisplayMedia']) {
    const ask: unknown = Reflect.get(devices, name);
    if (typeof ask !== 'function') continue;
    Reflect.set(devices, name, async (...constraints: unknown[]) => {
      requests += 1;
      const stream: MediaStream = await Reflect.apply(ask, devices, constraints);
      given.push(...stream.getTracks());
      return stream;
    });
  }
}

/** Ids of the microphones, cameras and screens that a watched page has open now. */
export function devicesInUse(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const inUse: () => MediaStreamTrack[] = Reflect.get(globalThis, 'devicesInUse');
    return inUse().map((track) => track.getSettings().deviceId ?? '');
  });
}

/** How often a watched page has asked for any. */
export function deviceRequests(page: Page): Promise<number> {
  return page.evaluate(() => {
    const requests: () => number = Reflect.get(globalThis, 'deviceRequests');
    return requests();
  });
}
