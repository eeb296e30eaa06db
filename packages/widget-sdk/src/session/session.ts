import {
  type AttachmentItem,
  type ClientErrorCode,
  type MessageItem,
  ParleyError,
  type StartedVisitor,
  type Store,
  type Thread,
} from '@parley/client';
import type { VisitorIdentity } from '../types.ts';
import type { ChatClient } from './chat-client.ts';
import { NEXT_SESSION, type SessionEvent, type SessionState } from './session-state.ts';
import { codeOf } from './trouble.ts';
import { createStore } from './value-store.ts';
import { attachAll, pickedFile, waitingMessage } from './waiting.ts';

export interface SessionSnapshot {
  state: SessionState;
  project: StartedVisitor['project'] | null;
  thread: Thread | null;
  /** Written before there was a conversation to hold them; shown as messages all the same. */
  waiting: readonly MessageItem[];
  /** Attached before there was a conversation to bring them to. */
  picked: readonly AttachmentItem[];
  error: ClientErrorCode | null;
}

interface SessionOptions {
  client: ChatClient;
  attributes: Record<string, string | number | boolean> | null;
  page: { url: string; title: string };
  /** He is another one than this browser knew. */
  onOther(): void;
  /** A thread was opened; messages up to `knownSeq` are old news. */
  onThread(thread: Thread, knownSeq: number): void;
  onError: (code: ClientErrorCode) => void;
}

/** Who we are, and the one conversation: started at once, opened with the first message or call. */
export class Session implements Store<SessionSnapshot> {
  readonly #options: SessionOptions;
  readonly #store = createStore<SessionSnapshot>({
    state: 'starting',
    project: null,
    thread: null,
    waiting: [],
    picked: [],
    error: null,
  });
  #wanted: PromiseWithResolvers<Thread> | null = null;
  #ended = false;

  readonly subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);
  readonly getSnapshot = (): SessionSnapshot => this.#store.getSnapshot();

  constructor(options: SessionOptions) {
    this.#options = options;
    void this.#start();
  }

  /** After `failed`: from the beginning. */
  restart(): void {
    if (this.#move('retry', { error: null }) === 'starting') void this.#start();
  }

  /** The site says who he is. If that is another one than he was, somebody else makes a new session for him. */
  identify(identity: VisitorIdentity): void {
    const { client, page } = this.#options;
    client.identify(identity, { page }).then(
      () => !this.#ended && this.getSnapshot().state === 'failed' && this.restart(),
      (error: unknown) => !this.#ended && this.#options.onError(codeOf(error)),
    );
  }

  /** `files` is what is attached now. */
  send(text: string, files: readonly AttachmentItem[] = []): void {
    const { thread, waiting, picked } = this.getSnapshot();
    if (thread !== null) {
      const ids = files.map(({ id }) => id);
      return this.#sendTo(thread, text, ids);
    }
    const left = picked.filter((item) => !files.includes(item));
    this.#patch({ waiting: [...waiting, waitingMessage(text, files)], picked: left });
    this.#openForWaiting();
  }

  /** A visitor who only looks for a file has no conversation yet: it is kept here until he has. */
  attach(file: File): void {
    const { thread, picked } = this.getSnapshot();
    if (thread !== null) thread.attach(file);
    else this.#patch({ picked: [...picked, pickedFile(file)] });
  }

  detach(id: string): void {
    const { thread, picked } = this.getSnapshot();
    if (thread !== null) thread.detach(id);
    else this.#patch({ picked: picked.filter((item) => item.id !== id) });
  }

  retryUpload(id: string): void {
    this.getSnapshot().thread?.retryUpload(id);
  }

  retry(key: string): void {
    const { thread, waiting } = this.getSnapshot();
    if (thread !== null) return thread.retry(key);
    this.#patch({ waiting: waiting.map((item) => ({ ...item, state: 'queued', error: null })) });
    this.#openForWaiting();
  }

  discard(key: string): void {
    const { thread, waiting } = this.getSnapshot();
    if (thread !== null) return thread.discard(key);
    this.#patch({ waiting: waiting.filter((item) => item.key !== key) });
  }

  /** The conversation's thread; makes the conversation when there is none. */
  openThread(): Promise<Thread> {
    const { thread, state } = this.getSnapshot();
    if (thread !== null) return Promise.resolve(thread);
    if (this.#wanted !== null) return this.#wanted.promise;
    this.#wanted = Promise.withResolvers<Thread>();
    const { promise } = this.#wanted;
    if (state === 'failed') this.restart();
    else if (this.#move('write', {}) === 'opening') void this.#open();
    return promise;
  }

  /** The server has told who we are, or that it won't. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.getSnapshot().state === 'starting') return;
        stop();
        resolve();
      };
      const stop = this.subscribe(look);
      look();
    });
  }

  /** Where nobody seems to be there the server is asked anew: somebody may have come since. Offline, who knows. */
  async isAnyoneThere(): Promise<boolean> {
    const { project, thread } = this.getSnapshot();
    const isSeen = thread === null ? project?.online !== false : thread.getSnapshot().peerOnline;
    const { client, page } = this.#options;
    if (isSeen || client.connection.getSnapshot().state !== 'online') return true;
    const now = await client.start({ page });
    this.#patch({ project: now.project });
    return now.project.online;
  }

  end(): void {
    this.#ended = true;
    this.getSnapshot().thread?.close();
  }

  async #start(): Promise<void> {
    const { client, attributes, page } = this.#options;
    try {
      // A frame of no origin is no site of any project. The server refuses it, and a browser tells nobody that it did.
      if (globalThis.origin === 'null') throw new ParleyError('ORIGIN_NOT_ALLOWED');
      const { project, conversation, isOther } = await client.start({ page, ...(attributes && { attributes }) });
      if (this.#ended) return;
      if (isOther) this.#options.onOther();
      if (conversation !== null) return this.#hold('resumed', conversation.id, conversation.lastSeq, project);
      this.#move('started', { project });
      if (this.#wanted !== null && this.#move('write', {}) === 'opening') await this.#open();
    } catch (error) {
      this.#fail('refused', error);
    }
  }

  async #open(): Promise<void> {
    try {
      const conversationId = await this.#options.client.openConversation();
      if (!this.#ended) this.#hold('opened', conversationId, 0, this.getSnapshot().project);
    } catch (error) {
      this.#fail('openFailed', error);
    }
  }

  #hold(event: SessionEvent, conversationId: string, knownSeq: number, project: SessionSnapshot['project']): void {
    const thread = this.#options.client.thread(conversationId);
    const { waiting, picked } = this.getSnapshot();
    this.#move(event, { thread, project, waiting: [], picked: [], error: null });
    this.#options.onThread(thread, knownSeq);
    for (const item of waiting) this.#sendTo(thread, item.text, attachAll(thread, item.attachments));
    attachAll(thread, picked);
    this.#wanted?.resolve(thread);
    this.#wanted = null;
  }

  #fail(event: SessionEvent, error: unknown): void {
    if (this.#ended) return;
    const code = codeOf(error);
    const waiting = this.getSnapshot().waiting.map((item) => ({ ...item, state: 'failed' as const, error: code }));
    this.#move(event, { error: code, waiting });
    this.#wanted?.reject(error);
    this.#wanted = null;
    this.#options.onError(code);
  }

  #openForWaiting(): void {
    // A failure is shown on the waiting messages and was reported by `#fail`.
    this.openThread().catch(() => undefined);
  }

  #sendTo(thread: Thread, text: string, attachmentIds: readonly string[]): void {
    thread.send(text, attachmentIds).acknowledged.catch((error: unknown) => {
      if (!this.#ended) this.#options.onError(codeOf(error));
    });
  }

  #move(event: SessionEvent, change: Partial<SessionSnapshot>): SessionState {
    const state = NEXT_SESSION[this.getSnapshot().state][event];
    this.#patch({ ...change, state });
    return state;
  }

  #patch(change: Partial<SessionSnapshot>): void {
    this.#store.set({ ...this.getSnapshot(), ...change });
  }
}
