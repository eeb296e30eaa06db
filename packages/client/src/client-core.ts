/** What both ends are made of: one connection, one outbox, threads and calls on top. */
import { CLIENT_LIMITS } from '@parley/api/contract/wire';
import type { CallMedia, CallSide } from '@parley/api/contract/call-views';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { openCall, type OpenCallOptions } from './call/call-handle.ts';
import type { SideStart } from './call/side-media.ts';
import type { MediaEnvironment } from './call/media.ts';
import { openCheck } from './check/check-handle.ts';
import { Connection, type ConnectionOptions, type Credentials } from './connection/connection.ts';
import { createApi, type Api } from './connection/transport.ts';
import type { Patience } from './connection/until-answered.ts';
import { defaultEnvironment, type Environment, type Network } from './environment.ts';
import { deliver } from './outbox/deliver.ts';
import { Outbox } from './outbox/outbox.ts';
import type { KeeperOptions, ThreadKeeper } from './keeping/thread-keeper.ts';
import { memoryStorage } from './storage/memory-storage.ts';
import { openThread, type ThreadOptions } from './timeline/thread.ts';
import { Files } from './files/files.ts';
import type { ConnectionSnapshot, KeyValueStore, Store, Thread } from './types.ts';
import type { Call, CallCheck, CallSnapshot, DeviceChoice } from './call-types.ts';

export interface ClientBase {
  /** The server's procedures, typed. Calls wait for the connection; reads survive its loss. Rejections go through `parleyErrorOf`. */
  readonly api: Api;
  readonly connection: Store<ConnectionSnapshot>;
  thread(conversationId: string): Thread;
  /** Asks for the microphone (and camera), then rings the other side. */
  startCall(conversationId: string, media: CallMedia, devices?: DeviceChoice): Call;
  /** A call that exists: an incoming one, or our own after a reload. */
  call(callId: string, devices?: DeviceChoice): Call;
  /** Looks at microphone, camera and network before a call; with `audio` the camera is skipped. */
  checkCall(options: { media: CallMedia; devices?: DeviceChoice }): CallCheck;
  /** Ends sockets and timers for good; running calls are left, not ended. */
  close(): Promise<void>;
}

export interface CoreOptions {
  /** Where the server is, such as `https://chat.example.com`. */
  serverUrl: string;
  /** Where the token and unsent messages are kept; memory if not given. */
  storage?: KeyValueStore;
  /** Names this tab or app (a UUID). Keep it across a reload to take one's running call up again. */
  deviceId?: string;
  /** Time, chance, the network's hints and their timings; for tests. */
  environment?: Partial<Environment>;
  /** WebRTC where it is not global; for tests and other runtimes. */
  media?: MediaEnvironment;
}

interface Identity {
  side: CallSide;
  openNotes?: ThreadOptions['openNotes'];
  openLooking?: ThreadOptions['openLooking'];
  credentials: () => Credentials;
  recover?: ConnectionOptions['recover'];
  operatorId(): Promise<string>;
  openKeeper?: (options: KeeperOptions) => ThreadKeeper;
}

export class ClientCore {
  readonly api: Api;
  readonly outbox: Outbox;
  readonly files: Files;
  readonly storage: KeyValueStore;
  readonly patience: Patience;
  readonly network: Network;
  readonly #options: CoreOptions & Identity;
  readonly #connection: Connection;
  readonly #deviceId: string;
  readonly #closing = new AbortController();
  readonly #running = new Set<Store<CallSnapshot>>();

  constructor(options: CoreOptions & Identity) {
    this.#options = options;
    const environment = defaultEnvironment(options.environment);
    this.#deviceId = options.deviceId ?? uuidv4();
    this.network = environment.network;
    this.storage = options.storage ?? memoryStorage();
    this.#connection = new Connection({
      serverUrl: options.serverUrl,
      deviceId: this.#deviceId,
      credentials: options.credentials,
      environment,
      recover: options.recover,
    });
    const { clock, random } = environment;
    this.patience = { clock, random, onOnline: (listener) => this.#connection.onOnline(listener) };
    const api = createApi(this.#connection, this.patience);
    this.api = api;
    this.files = new Files({
      ...{ api, patience: this.patience, storage: this.storage, serverUrl: options.serverUrl, closing: this.closing },
      maxBytes: options.side === 'visitor' ? CLIENT_LIMITS.visitorFileBytes : CLIENT_LIMITS.operatorFileBytes,
      headers: () => this.#connection.headers(),
      isOnline: () => this.#isOnline(),
    });
    this.outbox = new Outbox({
      ...this.patience,
      storage: this.storage,
      files: this.files,
      deliver: (entry) => deliver(api, entry),
    });
  }

  /** Aborted when the client closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  get deviceId(): string {
    return this.#deviceId;
  }

  operatorId(): Promise<string> {
    return this.#options.operatorId();
  }

  renew(): void {
    this.#connection.renew();
  }

  /** One request in another name, over a connection of its own. */
  async askAs<T>(credentials: Credentials, ask: (api: Api) => Promise<T>): Promise<T> {
    const environment = defaultEnvironment(this.#options.environment);
    const { serverUrl } = this.#options;
    const connection = new Connection({
      serverUrl,
      deviceId: this.#deviceId,
      credentials: () => credentials,
      environment,
    });
    try {
      return await ask(
        createApi(connection, { ...environment, onOnline: (listener) => connection.onOnline(listener) }),
      );
    } finally {
      connection.close();
    }
  }

  base(): ClientBase {
    const { api } = this;
    return {
      api,
      connection: this.#connection.state,
      thread: (conversationId) => this.#thread(conversationId),
      startCall: (conversationId, media, devices) => this.#call(uuidv7(), { conversationId, media }, devices),
      call: (callId, devices) => this.#call(callId, null, devices),
      checkCall: ({ media, devices = {} }) => this.#check(media, devices),
      close: async () => this.#close(),
    };
  }

  /** A colleague's call with a visitor: asks whether we may hear it. */
  listen(callId: string): Call {
    return this.#callBeside('', { kind: 'listen', callId });
  }

  #callBeside(conversationId: string, beside: SideStart): Call {
    return this.#call(uuidv7(), { conversationId, media: 'audio', beside });
  }

  #thread(conversationId: string): Thread {
    const { side, openNotes, openLooking } = this.#options;
    return openThread({
      api: this.api,
      conversationId,
      side,
      openNotes,
      openLooking,
      outbox: this.outbox,
      files: this.files,
      openKeeper: this.#options.openKeeper,
      patience: this.patience,
      closing: this.closing,
      operatorId: () => this.operatorId(),
      isOnline: () => this.#isOnline(),
    });
  }

  #call(callId: string, start: OpenCallOptions['start'], devices: DeviceChoice = {}): Call {
    return openCall({
      api: this.api,
      callId,
      start,
      side: this.#options.side,
      deviceId: this.#deviceId,
      patience: this.patience,
      closing: this.closing,
      media: this.#options.media,
      line: this.#connection,
      running: this.#running,
      openBeside: (conversationId, beside) => this.#callBeside(conversationId, beside),
      devices,
      storage: this.storage,
      operatorId: () => this.operatorId(),
    });
  }

  #check(media: CallMedia, devices: DeviceChoice): CallCheck {
    return openCheck({
      media,
      devices,
      relays: async () => (await this.api.call.relays.query({})).urls,
      environment: this.#options.media,
      clock: this.patience.clock,
      closing: this.closing,
    });
  }

  #isOnline(): boolean {
    return this.#connection.state.getSnapshot().state === 'online';
  }

  #close(): void {
    this.#closing.abort();
    this.outbox.close();
    this.#connection.close();
  }
}
