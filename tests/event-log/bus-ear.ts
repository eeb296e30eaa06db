import { isDeepStrictEqual } from 'node:util';
import type { Bus, BusMessage } from '../../packages/api/src/event-log/bus/bus.ts';

/** A process's end of a bus: what it hears, and how often it was told that something may be missing. */
export class Ear implements AsyncDisposable {
  readonly bus: Bus;
  readonly heard: BusMessage[] = [];
  gaps = 0;
  readonly #waiting = new Set<() => void>();

  private constructor(bus: Bus) {
    this.bus = bus;
  }

  static async on(bus: Bus): Promise<Ear> {
    const ear = new Ear(bus);
    const look = (): void => ear.#waiting.forEach((each) => each());
    await bus.start({
      onMessage: (message) => {
        ear.heard.push(message);
        look();
      },
      onGap: () => {
        ear.gaps += 1;
        look();
      },
    });
    return ear;
  }

  hears(message: BusMessage): Promise<void> {
    return this.until(() => this.heard.some((each) => isDeepStrictEqual(each, message)));
  }

  count(length: number): Promise<void> {
    return this.until(() => this.heard.length >= length);
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.bus.close();
  }
}
