/** The operator's end: a session, projects with their inboxes, and every conversation in them. */
import { ClientCore, type ClientBase, type CoreOptions } from './client-core.ts';
import { untilAnswered } from './connection/until-answered.ts';
import { openInbox } from './inbox/inbox.ts';
import type { Inbox } from './inbox/inbox-types.ts';
import type { Call } from './types.ts';

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
}

export function createOperatorClient(options: OperatorClientOptions): OperatorClient {
  let operatorId: Promise<string> | null = null;
  const core: ClientCore = new ClientCore({
    ...options,
    side: 'operator',
    credentials: () => ({ sessionToken: options.sessionToken }),
    operatorId: () => (operatorId ??= askForOperatorId()),
  });
  const { api, patience } = core;

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
      }),
    listen: (callId: string) => core.listen(callId),
  });
}
