/** A reload must not cut a call's report in two: what was heard so far is kept on the device for the call of the moment. */
import type { KeyValueStore } from '../../types.ts';
import { NOTHING_HEARD, type QualityTotals } from './quality-summary.ts';

const KEY = 'call-quality';

export class KeptQuality {
  readonly #storage: KeyValueStore;
  /** Of the call of the moment; `null`: nothing is kept of it. */
  readonly #callId: () => string | null;

  constructor(storage: KeyValueStore, callId: () => string | null) {
    this.#storage = storage;
    this.#callId = callId;
  }

  /** `null` where nothing is known of this call. */
  async read(): Promise<QualityTotals | null> {
    const text = await this.#storage.get(KEY).catch(() => null);
    const kept: unknown = text === null ? null : JSON.parse(text);
    if (!Array.isArray(kept)) return null;
    const [callId, totals]: unknown[] = kept;
    return callId === this.#callId() && isTotals(totals) ? totals : null;
  }

  write(totals: QualityTotals): void {
    const callId = this.#callId();
    if (callId === null) return;
    // What can't be kept is missing from the report after a reload.
    this.#storage.set(KEY, JSON.stringify([callId, totals])).catch(() => undefined);
  }
}

function isTotals(value: unknown): value is QualityTotals {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(NOTHING_HEARD).every(([key, like]) => typeof Reflect.get(value, key) === typeof like);
}
