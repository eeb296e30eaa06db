/**
 * Who was muted, on hold or seen before a reload must be so after it: kept on the device for the call of the moment, and
 * for the one beside it.
 */
import type { KeyValueStore } from '../types.ts';
import type { CallValue } from './call-value.ts';

export interface Choices {
  muted: boolean;
  held: boolean;
  camera: boolean;
}

const KEY = 'call-choices';
const KEY_BESIDE = 'call-choices-beside';

export class KeptChoices {
  readonly #storage: KeyValueStore;
  readonly #value: CallValue;
  /** Is ours the call beside a visitor's? */
  readonly #isBeside: () => boolean;
  #kept: string | null = null;

  constructor(storage: KeyValueStore, value: CallValue, isBeside: () => boolean) {
    this.#storage = storage;
    this.#value = value;
    this.#isBeside = isBeside;
  }

  /** `null` where nothing is known of this call. */
  async read(): Promise<Choices | null> {
    const text = await this.#storage.get(this.#key).catch(() => null);
    const [callId, muted, held, camera] = text === null ? [] : fieldsOf(text);
    if (callId !== this.#value.now.callId) return null;
    return { muted: muted === true, held: held === true, camera: camera === true };
  }

  write(): void {
    this.#keep(this.#key, this.#value.now.callId);
  }

  /** They hold in the visitor's call that we were asked about, and have got. */
  handOn(callId: string): void {
    this.#keep(KEY, callId);
  }

  get #key(): string {
    return this.#isBeside() ? KEY_BESIDE : KEY;
  }

  #keep(key: string, callId: string): void {
    const { muted, held, camera } = this.#value.now;
    const text = JSON.stringify([callId, muted, held, camera]);
    if (text === this.#kept) return;
    this.#kept = text;
    // What can't be kept is asked for again after a reload.
    this.#storage.set(key, text).catch(() => undefined);
  }
}

function fieldsOf(text: string): unknown[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value : [];
}
