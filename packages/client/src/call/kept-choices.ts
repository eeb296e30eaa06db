/** Who was muted, on hold or seen before a reload must be so after it: kept on the device for the call of the moment. */
import type { KeyValueStore } from '../types.ts';
import type { CallValue } from './call-value.ts';

export interface Choices {
  muted: boolean;
  held: boolean;
  camera: boolean;
}

const KEY = 'call-choices';

export class KeptChoices {
  readonly #storage: KeyValueStore;
  readonly #value: CallValue;
  #kept: string | null = null;

  constructor(storage: KeyValueStore, value: CallValue) {
    this.#storage = storage;
    this.#value = value;
  }

  /** `null` where nothing is known of this call. */
  async read(): Promise<Choices | null> {
    const text = await this.#storage.get(KEY).catch(() => null);
    const [callId, muted, held, camera] = text === null ? [] : fieldsOf(text);
    if (callId !== this.#value.now.callId) return null;
    return { muted: muted === true, held: held === true, camera: camera === true };
  }

  write(callId = this.#value.now.callId): void {
    const { muted, held, camera } = this.#value.now;
    const text = JSON.stringify([callId, muted, held, camera]);
    if (text === this.#kept) return;
    this.#kept = text;
    // What can't be kept is asked for again after a reload.
    this.#storage.set(KEY, text).catch(() => undefined);
  }
}

function fieldsOf(text: string): unknown[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value : [];
}
