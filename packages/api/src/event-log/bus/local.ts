import type { Bus } from './bus.ts';

/** One process: there are no others. */
export const localBus: Bus = {
  publish: () => undefined,
  start: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
