/** Links to stored files: asked for many at once, renewed while somebody looks. */
import type { AttachmentLink } from '@parley/api/contract/views';
import { untilAnswered, type Patience } from '../connection/until-answered.ts';
import { parleyErrorOf } from '../errors.ts';
import { Value } from '../store.ts';
import type { AttachmentUrls, ClientErrorCode, Store } from '../types.ts';
import { NO_URLS } from './late-urls.ts';

/** As many as one request may name. */
const MAX_BATCH = 50;
/** Before its end, so that a click finds a link that is still good when the request arrives. */
const EARLY_MS = 45_000;
/** This device's clock may be wrong: not in a spin, then. */
const SHORTEST_MS = 30_000;

export interface AttachmentLinksOptions {
  /** As many as `MAX_BATCH` at once; those that are not to be had are left out. */
  ask: (attachmentIds: string[]) => Promise<AttachmentLink[]>;
  serverUrl: string;
  patience: Patience;
  closing: AbortSignal;
}

interface Linked {
  value: Value<AttachmentUrls>;
  watchers: number;
  /** To renew it; set while it is good and somebody watches. */
  cancel: (() => void) | null;
  renewAt: number;
  /** On its way: whoever comes meanwhile gets it as well. */
  asked: boolean;
}

export class AttachmentLinks {
  readonly #options: AttachmentLinksOptions;
  readonly #links = new Map<string, Linked>();
  readonly #asked = new Set<string>();

  constructor(options: AttachmentLinksOptions) {
    this.#options = options;
  }

  of(id: string): Store<AttachmentUrls> {
    const linked = this.#links.get(id) ?? {
      value: new Value(NO_URLS),
      watchers: 0,
      cancel: null,
      renewAt: 0,
      asked: false,
    };
    this.#links.set(id, linked);
    return {
      getSnapshot: linked.value.getSnapshot,
      subscribe: (listener) => {
        const stop = linked.value.subscribe(listener);
        linked.watchers += 1;
        if (linked.watchers === 1) this.#plan(id, linked);
        return () => {
          stop();
          linked.watchers -= 1;
          if (linked.watchers > 0) return;
          linked.cancel?.();
          linked.cancel = null;
        };
      },
    };
  }

  #plan(id: string, linked: Linked): void {
    const { patience, closing } = this.#options;
    if (closing.aborted) return;
    const waitMs = linked.renewAt - patience.clock.now();
    if (waitMs <= 0) return this.#ask(id, linked);
    linked.cancel = patience.clock.after(waitMs, () => {
      linked.cancel = null;
      this.#ask(id, linked);
    });
  }

  /** Those that are wanted in one turn go in one request. */
  #ask(id: string, linked: Linked): void {
    if (linked.asked) return;
    linked.asked = true;
    this.#asked.add(id);
    if (this.#asked.size === 1) queueMicrotask(() => this.#askAll());
  }

  #askAll(): void {
    const ids = [...this.#asked];
    this.#asked.clear();
    for (let start = 0; start < ids.length; start += MAX_BATCH) void this.#fetch(ids.slice(start, start + MAX_BATCH));
  }

  async #fetch(attachmentIds: string[]): Promise<void> {
    const { ask, patience, closing } = this.#options;
    const found = new Map<string, AttachmentLink>();
    let error: ClientErrorCode = 'NOT_FOUND';
    try {
      const links = await untilAnswered(() => ask(attachmentIds), patience, closing);
      for (const link of links) found.set(link.id, link);
    } catch (cause) {
      error = parleyErrorOf(cause).code;
    }
    for (const id of attachmentIds) this.#take(id, found.get(id) ?? null, error);
  }

  #take(id: string, link: AttachmentLink | null, error: ClientErrorCode): void {
    const linked = this.#links.get(id);
    if (linked) linked.asked = false;
    if (!linked || this.#options.closing.aborted) return;
    if (link === null) return linked.value.set({ ...NO_URLS, error });
    const { clock } = this.#options.patience;
    const absolute = (url: string) => new URL(url, this.#options.serverUrl).href;
    const urls = { file: absolute(link.url), thumb: link.thumbUrl && absolute(link.thumbUrl), error: null };
    linked.renewAt = Math.max(link.expiresAt.getTime() - EARLY_MS, clock.now() + SHORTEST_MS);
    const { file, thumb } = linked.value.getSnapshot();
    if (file !== urls.file || thumb !== urls.thumb) linked.value.set(urls);
    if (linked.watchers > 0 && linked.cancel === null) this.#plan(id, linked);
  }
}
