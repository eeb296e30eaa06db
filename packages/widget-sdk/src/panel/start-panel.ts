import {
  browserStorage,
  browserTabs,
  createVisitorClient,
  type PersonChange,
  type VisitorClient,
} from '@parley/client';
import type { Panel, PanelHost } from '../loader/chunks.ts';
import { TROUBLE } from '../session/trouble.ts';
import type { VisitorIdentity } from '../types.ts';
import { runPanel, type RunningPanel } from './run-panel.ts';

/** Without an answer within this time a call is left to end by itself: whoever logs out does not wait for it. */
const HANG_UP_MS = 1_000;

/** Makes the client and puts the panel on the page, closed. The loader calls this once, when someone acts. */
export function startPanel(host: PanelHost): Panel {
  return new PersonsPanel(host);
}

/**
 * One panel for one person. For the next person nothing of it is used again: client, session, thread, calls and draft are made anew, so
 * that nothing can be left in any of them.
 */
class PersonsPanel implements Panel {
  readonly #host: PanelHost;
  #identity: VisitorIdentity | null;
  #client: VisitorClient;
  #panel: RunningPanel;
  #isOpen = false;
  #isDestroyed = false;

  constructor(host: PanelHost) {
    this.#host = host;
    this.#identity = host.identity;
    [this.#client, this.#panel] = this.#run();
  }

  setOpen: Panel['setOpen'] = (open, by) => {
    this.#isOpen = open;
    this.#panel.setOpen(open, by);
  };
  sendMessage: Panel['sendMessage'] = (text) => this.#panel.sendMessage(text);
  startCall: Panel['startCall'] = (media) => this.#panel.startCall(media);
  endCall: Panel['endCall'] = () => void this.#panel.endCall();
  checkCall: Panel['checkCall'] = (options) => this.#panel.checkCall(options);

  identify: Panel['identify'] = (identity) => {
    this.#identity = identity;
    this.#panel.identify(identity);
  };

  logout: Panel['logout'] = async () => {
    this.#identity = null;
    const client = this.#client;
    await Promise.race([this.#panel.endCall(), new Promise((resolve) => setTimeout(resolve, HANG_UP_MS))]);
    await client.logout();
  };

  destroy: Panel['destroy'] = () => {
    this.#isDestroyed = true;
    this.#panel.destroy();
  };

  #run(): [VisitorClient, RunningPanel] {
    const { settings, memory } = this.#host;
    const { serverUrl, projectKey } = settings;
    // The token and unsent messages of one project are of no use to another one on the same site.
    const name = `parley:${projectKey}`;
    const kept = memory.takeCall();
    // Without a secure context there are no calls, nor ids for the devices in them: the client makes one itself.
    const deviceId = kept?.deviceId ?? (isSecureContext ? crypto.randomUUID() : undefined);
    const client = createVisitorClient({
      serverUrl,
      projectKey,
      storage: browserStorage(name),
      tabs: browserTabs(name),
      ...(this.#identity && { identity: this.#identity }),
      ...(deviceId && { deviceId }),
    });
    client.onPerson((why) => client === this.#client && this.#makeRoom(why));
    const device = { id: deviceId ?? null, keptCallId: kept?.callId ?? null };
    return [client, runPanel(this.#host, client, device, this.#identity !== null)];
  }

  /** For the next person, who has come in already, or is nobody yet. */
  #makeRoom(why: PersonChange): void {
    if (this.#isDestroyed) return;
    const { memory, words, emit, setUnread, setCall } = this.#host;
    this.#panel.destroy();
    memory.forget();
    setUnread(0);
    setCall('none');
    if (why === 'ended' && this.#identity !== null)
      emit('error', { code: 'IDENTITY_EXPIRED', message: words.trouble[TROUBLE.IDENTITY_EXPIRED] });
    // What another tab has done stands: two sites' words that take turns would never end.
    if (why !== 'identified') this.#identity = null;
    [this.#client, this.#panel] = this.#run();
    // As for a call: the focus stays where the page has it.
    this.#panel.setOpen(this.#isOpen, 'call');
  }
}
