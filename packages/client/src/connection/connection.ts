/**
 * Drives the connection: decides when to try, over what, and what the world sees of it. The state is a pure
 * table (`connection-state`), the sockets belong to the wires.
 *
 *   WebSocket attempts, jittered ──(3 in a row never answered, and HTTP answers)──▶ HTTP
 *              ▲                                                                     │
 *              └──────────── a WebSocket tried in the background is answered ────────┘
 */
import { CLOSE_CODES, PROTOCOL_VERSION, TRPC_PATH } from '@parley/api/contract/wire';
import type { Environment, NetworkHint } from '../environment.ts';
import { ParleyError } from '../errors.ts';
import { Value } from '../store.ts';
import type { ConnectionSnapshot, Store } from '../types.ts';
import { Backoff } from './backoff.ts';
import { transition, type ConnectionEvent, type RefusalReason } from './connection-state.ts';
import { HttpLine } from './http-line.ts';
import { Hurry } from './hurry.ts';
import { SocketLine } from './socket-line.ts';
import type { Parting, Wire, WireSource } from './transport.ts';

/** Attempts in a row without any answer before HTTP is tried: one may be chance, three look like a wall. */
const BLOCKED_AFTER = 3;
/** After a sleep the socket is more likely dead than slow, and somebody is about to look. */
const AWAKE_ANSWER_MS = 1_000;

export interface ConnectionOptions {
  serverUrl: string;
  deviceId: string;
  /** Asked before each attempt, so that a new token is used at once. */
  credentials: () => Credentials;
  environment: Environment;
  /** The server does not know them: are there others? Until that is settled nobody is told. */
  recover?: (() => Promise<boolean>) | undefined;
}
export interface Credentials {
  sessionToken?: string;
  projectKey?: string;
  visitorToken?: string;
}

export class Connection implements WireSource {
  readonly #options: ConnectionOptions;
  readonly #state = new Value<ConnectionSnapshot>({ state: 'idle' });
  readonly #wire = new Value<Wire | null>(null);
  readonly #backoff: Backoff;
  readonly #hurry: Hurry;
  #socket: SocketLine | null = null;
  #http: HttpLine | null = null;
  #openingHttp = false;
  #unanswered = 0;
  #renewals = 0;
  #cancelProbe: (() => void) | null = null;
  #stopHints: (() => void) | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { clock, random } = options.environment;
    this.#backoff = new Backoff(clock, random);
    this.#hurry = new Hurry(clock, (answerMs) => this.#verify(answerMs));
  }

  /** What the world sees. */
  get state(): Store<ConnectionSnapshot> {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    const stops = [this.#state.subscribe(listener), this.#wire.subscribe(listener)];
    return () => stops.forEach((stop) => stop());
  }

  /** Calls back each time that there is a connection again; a better one instead of one that serves is no news. */
  onOnline(listener: () => void): () => void {
    let before = this.#state.getSnapshot().state;
    return this.#state.subscribe(() => {
      const { state } = this.#state.getSnapshot();
      if (state === 'online' && before !== 'online') listener();
      before = state;
    });
  }

  wire(): Wire | null {
    return this.#wire.getSnapshot();
  }

  /** Who we are, for a request beside the wire. */
  headers(): Record<string, string> {
    return headersOf(this.#params());
  }

  /** Somebody talks: until the result is called, a silent death is found out in seconds. */
  hurry(): () => void {
    return this.#hurry.begin();
  }

  /** The page goes away: what has not left in this very turn never will. */
  sendNow(parting: Parting): void {
    this.wire()?.sendNow(parting);
  }

  failure(): ParleyError | null {
    const state = this.#state.getSnapshot();
    if (state.state !== 'closed') return null;
    const codes = {
      closed: 'CLOSED',
      unauthenticated: 'UNAUTHENTICATED',
      forbidden: 'FORBIDDEN',
      suspended: 'SUSPENDED',
      protocol: 'PROTOCOL_VERSION',
    } as const;
    return new ParleyError(codes[state.reason]);
  }

  want(): void {
    if (this.#state.getSnapshot().state !== 'idle') return;
    this.#dispatch({ type: 'wanted' });
    this.#stopHints = this.#options.environment.network.onHint((hint) => this.#take(hint));
    this.#openSocket();
  }

  /** The credentials are other ones now: leave, and come back with them. */
  renew(): void {
    if (this.#state.getSnapshot().state === 'idle') return;
    this.#renewals += 1;
    this.#hangUp();
    this.#dispatch({ type: 'renewed' });
    if (this.#state.getSnapshot().state === 'closed') return;
    this.#openSocket();
  }

  close(): void {
    this.#dispatch({ type: 'close' });
    this.#stopHints?.();
    this.#hangUp();
  }

  #openSocket(): void {
    this.#socket = new SocketLine({
      url: urlOf(this.#options.serverUrl).replace(/^http/, 'ws'),
      params: () => this.#params(),
      environment: this.#options.environment,
      backoff: this.#backoff,
      onWaiting: (attempt, retryAt) => this.#dispatch({ type: 'waiting', attempt, retryAt }),
      onAttempt: (attempt) => this.#dispatch({ type: 'attempt', attempt }),
      onProven: (wire) => this.#proven(wire),
      onLost: () => this.#lost(),
      onClosed: (close) => this.#socketClosed(close),
    });
  }

  #proven(wire: Wire): void {
    this.#unanswered = 0;
    this.#backoff.up();
    // First the wire, then the news: whoever hears `online` finds a wire.
    this.#wire.set(wire);
    if (wire.kind === 'websocket') this.#closeHttp();
    else this.#scheduleProbe();
    this.#dispatch({ type: 'proven', transport: wire.kind });
  }

  #lost(): void {
    this.#backoff.down();
    this.#wire.set(null);
    this.#dispatch({ type: 'lost' });
    if (!this.#options.environment.network.isOnline()) this.#dispatch({ type: 'deviceOffline' });
  }

  #socketClosed(close: { code: number; reason: string; proven: boolean }): void {
    const reason = refusalOf(close.code, close.reason);
    if (reason) return this.#refuse(reason);
    // While on HTTP this was the background attempt; one try is enough, the next comes by the clock.
    if (this.#http) {
      this.#closeSocket();
      return this.#scheduleProbe();
    }
    if (close.proven) return;
    this.#unanswered += 1;
    if (this.#unanswered >= BLOCKED_AFTER) void this.#tryHttp();
  }

  /** Moves to HTTP only when HTTP works: a server that is down blocks nothing, and is waited for on the socket. */
  async #tryHttp(): Promise<void> {
    if (this.#openingHttp || this.#http) return;
    this.#openingHttp = true;
    const line = new HttpLine({
      url: urlOf(this.#options.serverUrl),
      headers: () => headersOf(this.#params()),
      environment: this.#options.environment,
      backoff: this.#backoff,
      onWaiting: (attempt, retryAt) => this.#dispatch({ type: 'waiting', attempt, retryAt }),
      onAttempt: (attempt) => this.#dispatch({ type: 'attempt', attempt }),
      onProven: (wire) => this.#proven(wire),
      onLost: () => this.#lost(),
      onRefused: (reason) => this.#refuse(reason),
    });
    const answered = await line.connect();
    this.#openingHttp = false;
    const unwanted = this.wire() !== null || this.#state.getSnapshot().state === 'closed';
    if (!answered || unwanted) return line.close();
    this.#http = line;
    this.#closeSocket();
    line.adopt();
  }

  /** While on HTTP: is the wall gone? */
  #scheduleProbe(): void {
    const { clock, random, timings } = this.#options.environment;
    this.#cancelProbe?.();
    this.#cancelProbe = clock.after(timings.probeMs * (0.5 + random()), () => {
      if (this.#http && !this.#socket) this.#openSocket();
    });
  }

  #take(hint: NetworkHint): void {
    if (hint === 'offline') this.#dispatch({ type: 'deviceOffline' });
    if (hint === 'online') this.#dispatch({ type: 'deviceOnline' });
    if (this.#state.getSnapshot().state === 'online') {
      this.#verify(hint === 'woke' ? AWAKE_ANSWER_MS : undefined);
    } else if (hint !== 'offline') {
      this.#socket?.tryNow();
      this.#http?.tryNow();
    }
  }

  #verify(answerMs?: number): void {
    if (this.#state.getSnapshot().state !== 'online') return;
    // The line that serves; beside HTTP the socket is an attempt, which has its own patience.
    if (this.#http) this.#http.verify();
    else this.#socket?.verify(answerMs);
  }

  #refuse(reason: RefusalReason): void {
    const { recover } = this.#options;
    if (reason === 'unauthenticated' && recover !== undefined) return void this.#recover(recover);
    this.#end(reason);
  }

  async #recover(recover: () => Promise<boolean>): Promise<void> {
    this.#hangUp();
    this.#dispatch({ type: 'lost' });
    const renewals = this.#renewals;
    const found = await recover().catch(() => false);
    // Closed by hand, or on its way already with credentials that came from elsewhere.
    if (renewals !== this.#renewals || this.#state.getSnapshot().state === 'closed') return;
    if (found) this.#openSocket();
    else this.#end('unauthenticated');
  }

  #end(reason: RefusalReason): void {
    this.#dispatch({ type: 'refused', reason });
    this.#hangUp();
  }

  #params(): Record<string, string> {
    return {
      protocol: String(PROTOCOL_VERSION),
      deviceId: this.#options.deviceId,
      ...this.#options.credentials(),
    };
  }

  #hangUp(): void {
    this.#backoff.down();
    this.#wire.set(null);
    this.#closeSocket();
    this.#closeHttp();
  }

  #closeSocket(): void {
    this.#socket?.close();
    this.#socket = null;
  }

  #closeHttp(): void {
    this.#cancelProbe?.();
    this.#http?.close();
    this.#http = null;
  }

  #dispatch(event: ConnectionEvent): void {
    this.#state.set(transition(this.#state.getSnapshot(), event));
  }
}

function urlOf(serverUrl: string): string {
  return serverUrl.replace(/\/+$/, '') + TRPC_PATH;
}

function refusalOf(code: number, reason: string): RefusalReason | null {
  if (code === CLOSE_CODES.unauthenticated) return 'unauthenticated';
  if (code === CLOSE_CODES.forbidden) return 'forbidden';
  if (code === CLOSE_CODES.suspended) return 'suspended';
  return code === CLOSE_CODES.badHello && reason.startsWith('PROTOCOL') ? 'protocol' : null;
}

/** The fields of the first message of a socket, as headers. */
function headersOf(params: Record<string, string>): Record<string, string> {
  const { sessionToken, projectKey, visitorToken, deviceId, protocol } = params;
  return {
    ...(sessionToken === undefined ? {} : { authorization: `Bearer ${sessionToken}` }),
    ...(projectKey === undefined ? {} : { 'x-parley-project': projectKey }),
    ...(visitorToken === undefined ? {} : { 'x-parley-visitor': visitorToken }),
    ...(deviceId === undefined ? {} : { 'x-parley-device': deviceId }),
    ...(protocol === undefined ? {} : { 'x-parley-protocol': protocol }),
  };
}
