/** The operator's end: a session, projects with their inboxes, and every conversation in them. */
import { ClientCore, type ClientBase, type CoreOptions } from './client-core.ts';
import { untilAnswered } from './connection/until-answered.ts';
import { openInbox } from './inbox/inbox.ts';
import { Copies } from './keeping/copies.ts';
import { Shelf } from './keeping/shelf.ts';
import { ThreadKeeper } from './keeping/thread-keeper.ts';
import type { Inbox } from './inbox/inbox-types.ts';
import { NoteFeed } from './timeline/note-feed.ts';
import { OwnLooking } from './timeline/own-looking.ts';
import type { Call } from './call-types.ts';

export interface OperatorClientOptions extends CoreOptions {
  sessionToken: string;
}

export interface OperatorClient extends ClientBase {
  /** The conversations of one project, live. `close()` it when its screen goes. */
  inbox(projectId: string): Inbox;
  /**
   * Asks to hear a colleague's call with a visitor; no microphone is opened. When the colleague has admitted us, both of
   * them are told, and then we hear them.
   */
  listen(callId: string): Call;
  /** Copies of what this device has shown, for when there is no network; `clear()` it when the operator signs out. */
  readonly shelf: Shelf;
}

export function createOperatorClient(options: OperatorClientOptions): OperatorClient {
  let operatorId: Promise<string> | null = null;
  const core: ClientCore = new ClientCore({
    ...options,
    side: 'operator',
    openKeeper: (kept) => new ThreadKeeper(shelf, kept),
    openNotes: (notes) => new NoteFeed(notes),
    openLooking: (looking) => new OwnLooking(looking),
    credentials: () => ({ sessionToken: options.sessionToken }),
    operatorId: () => (operatorId ??= askForOperatorId()),
  });
  const { api, patience } = core;
  const shelf = new Shelf(core.storage, patience.clock);
  core.closing.addEventListener('abort', () => shelf.close(), { once: true });
  const copies = new Copies(shelf, (conversationIds) =>
    untilAnswered(() => api.conversation.readable.query({ conversationIds }), patience, core.closing),
  );
  // What is kept is shown first.
  const stopWaiting = patience.onOnline(() => {
    stopWaiting();
    void copies.sweep();
  });

  async function askForOperatorId(): Promise<string> {
    try {
      const me = await untilAnswered(() => api.account.me.query(), patience);
      return me.id;
    } catch (cause) {
      operatorId = null;
      throw cause;
    }
  }

  // What an earlier page left unsent is sent without waiting for its conversation to be opened again.
  void core.outbox.resume();
  return Object.assign(core.base(), {
    inbox: (projectId: string) =>
      openInbox({
        api,
        patience,
        projectId,
        closing: core.closing,
        deviceId: core.deviceId,
        operatorId: () => core.operatorId(),
        shelf,
        copies,
      }),
    shelf,
    listen: (callId: string) => core.listen(callId),
  });
}
