import type { Logger } from 'pino';

/** What is refused on and on has a line so often, with how much it was. */
const WINDOW_MS = 10_000;
/** Past so many it does not matter how many networks it was. */
const MAX_NETWORKS = 1_000;

export interface Refusal {
  msg: string;
  /** What tells one kind from another: of few values, none of them a stranger's. */
  kind: Record<string, string | number>;
  /** Whence, or null where that is not known. */
  address: string | null;
  network: string | null;
}

interface Counted {
  refusal: Pick<Refusal, 'msg' | 'kind'>;
  count: number;
  networks: Set<string>;
}

/**
 * Refusals are as many as a stranger likes. The first of a kind has its line at once; those that follow within ten seconds are
 * counted, and have one together. No line says who it was, unless the log was asked for every detail (`debug`).
 */
export class RefusalLog {
  readonly #log: Logger;
  readonly #windows = new Map<string, Counted>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #windowMs: number;

  constructor(log: Logger, windowMs = WINDOW_MS) {
    this.#log = log;
    this.#windowMs = windowMs;
  }

  note({ msg, kind, address, network }: Refusal): void {
    if (this.#log.isLevelEnabled('debug')) this.#log.debug(address === null ? kind : { ...kind, address }, msg);
    const key = `${msg} ${Object.values(kind).join(' ')}`;
    const counted = this.#windows.get(key);
    if (counted === undefined) {
      this.#log.info(kind, msg);
      return this.#begin(key, { msg, kind });
    }
    counted.count += 1;
    if (network !== null && counted.networks.size < MAX_NETWORKS) counted.networks.add(network);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const counted of this.#windows.values()) this.#tell(counted);
    this.#windows.clear();
  }

  #begin(key: string, refusal: Counted['refusal']): void {
    const counted: Counted = { refusal, count: 0, networks: new Set() };
    this.#windows.set(key, counted);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#windows.delete(key);
      this.#tell(counted);
      if (counted.count > 0) this.#begin(key, refusal);
    }, this.#windowMs);
    this.#timers.add(timer.unref());
  }

  #tell({ refusal: { msg, kind }, count, networks }: Counted): void {
    if (count > 0) this.#log.info({ ...kind, count, networks: networks.size }, msg);
  }
}
