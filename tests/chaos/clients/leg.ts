import type { CallEvent, CallSignal } from '@parley/api/contract/events';
import { parleyErrorOf, type ClientBase } from '@parley/client';
import { v7 as uuidv7 } from 'uuid';
import type { Journal } from './journal.ts';
import { ask, within } from './patience.ts';
import { readWire, type Reader } from './reader.ts';

export interface Device {
  name: string;
  deviceId: string;
  client: ClientBase;
}

export const ASK_MS = 20_000;
/** Signals that are still under way when the call ends are forgotten, as they must be (CL2). */
const HEARD_MS = 10_000;

/** One device's part: what it says, and what it is told. */
export class Leg {
  readonly device: Device;
  readonly over = Promise.withResolvers<void>();
  readonly #journal: Journal;
  readonly #place: { client: string; conversation: string; stream: string };
  readonly #callId: string;
  readonly #reader: Reader;
  readonly #heard = new Set<string>();
  #look: () => void = () => undefined;
  #said = 0;

  constructor(journal: Journal, device: Device, callId: string, conversation: string) {
    this.device = device;
    this.#journal = journal;
    this.#callId = callId;
    const stream = `call:${callId}`;
    this.#place = { client: device.name, conversation, stream };
    const { events } = device.client.api.call;
    this.#reader = readWire<CallEvent>(journal, {
      reader: `${device.name} ${stream}`,
      client: device.name,
      stream,
      from: null,
      as: device.deviceId,
      subscribe: (handlers) => events.subscribe({ callId }, handlers),
      onEvent: (event) => {
        if (event.type !== 'signal') return;
        this.#heard.add(event.signalId);
        this.#look();
      },
      onComplete: () => this.over.resolve(),
    });
  }

  /** @returns its id; null when the call was over first, or nobody answered. */
  async say(signal: CallSignal): Promise<string | null> {
    const signalId = uuidv7();
    this.#said += 1;
    this.#journal.write({ kind: 'sent', ...this.#place, message: signalId, nth: this.#said });
    let tries = 0;
    // Given up is not undone: a try that is under way may still be stored, behind what is said next.
    let code: string = 'UNANSWERED';
    const answer = await ask(() => {
      tries += 1;
      return this.device.client.api.call.signal.mutate({ callId: this.#callId, signalId, signal });
    }, ASK_MS).catch((cause: unknown) => {
      ({ code } = parleyErrorOf(cause));
      return null;
    });
    if (answer === null) {
      this.#journal.write({ kind: 'refused', ...this.#place, message: signalId, code });
      return null;
    }
    const duplicate = tries > 1;
    this.#journal.write({ kind: 'acknowledged', ...this.#place, message: signalId, seq: answer.seq, duplicate });
    return signalId;
  }

  /** Has this device heard all of these in time? */
  async hears(signals: readonly (string | null)[]): Promise<boolean> {
    const ids = signals.filter((id) => id !== null);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#look = () => {
      if (ids.every((id) => this.#heard.has(id))) resolve();
    };
    this.#look();
    return (await within(HEARD_MS, Promise.race([promise, this.over.promise]))) && ids.length === signals.length;
  }

  stop(): void {
    this.#reader.stop();
  }
}
