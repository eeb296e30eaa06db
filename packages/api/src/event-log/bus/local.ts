import type { Bus, BusMessage } from './bus.ts';

/** One process: a message is a call. */
export function localBus(): Bus {
  let deliver: (message: BusMessage) => void = () => undefined;
  return {
    publish: (message) => deliver(message),
    start: (listener) => {
      deliver = (message) => listener.onMessage(message);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
