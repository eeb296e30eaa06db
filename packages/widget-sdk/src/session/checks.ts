import type { CallCheck, DeviceChoice, Store } from '@parley/client';
import type { LoadedCheck } from '../check/check-view.tsx';
import type { CallCheckOptions, Media } from '../types.ts';
import type { ChatClient } from './chat-client.ts';
import type { Session } from './session.ts';
import { createStore } from './value-store.ts';

/** Without an answer of the server's for so long, the check itself says what is wrong. */
const PATIENCE_MS = 5_000;

export interface ChecksSnapshot {
  current: (LoadedCheck & { media: Media }) | null;
}

interface ChecksOptions {
  client: ChatClient;
  session: Session;
  loadView(): Promise<LoadedCheck>;
  onError: (error: unknown) => void;
}

/** The look at microphone, camera and network before a call: in the panel, or for a site's own page. */
export class Checks implements Store<ChecksSnapshot> {
  readonly #options: ChecksOptions;
  readonly #store = createStore<ChecksSnapshot>({ current: null });

  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);
  readonly getSnapshot = (): ChecksSnapshot => this.#store.getSnapshot();

  constructor(options: ChecksOptions) {
    this.#options = options;
  }

  async open(media: Media): Promise<void> {
    try {
      const loaded = await this.#options.loadView();
      this.#store.set({ current: { ...loaded, media } });
    } catch (error) {
      this.#options.onError(error);
    }
  }

  close(): void {
    if (this.getSnapshot().current !== null) this.#store.set({ current: null });
  }

  begin(media: Media, devices: DeviceChoice): CallCheck {
    return this.#options.client.checkCall({ media, devices });
  }

  /** Only a visitor that the server knows may ask for its relays. */
  async beginWhenKnown({ media = 'audio', devices = {} }: CallCheckOptions): Promise<CallCheck> {
    await Promise.race([this.#options.session.settled(), wait(PATIENCE_MS)]);
    return this.begin(media, devices);
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
