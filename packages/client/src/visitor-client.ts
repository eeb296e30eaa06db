/** The visitor's end: a project's key, a token that is kept, one conversation after another. */
import { ClientCore, type CoreOptions } from './client-core.ts';
import { parleyErrorOf } from './errors.ts';
import { untilAnswered } from './connection/until-answered.ts';
import type { Attributes } from '@parley/api/contract/views';
import type { ClientBase } from './client-core.ts';
import type { StartedVisitor } from './types.ts';

export interface VisitorClientOptions extends CoreOptions {
  /** Public; stands in the page's source. */
  projectKey: string;
}

/** What the site knows of its visitor, and where he is. */
export interface StartInput {
  attributes?: Attributes;
  page?: { url: string; title: string };
}

export interface VisitorClient extends ClientBase {
  /**
   * Comes back as the visitor that this storage knows, or as a new one. Call it before anything else.
   * @throws ParleyError UNAUTHENTICATED for an unknown project, FORBIDDEN for a site that is not allowed
   */
  start(input?: StartInput): Promise<StartedVisitor>;
  /** The visitor's open conversation, or a new one; its id. */
  openConversation(): Promise<string>;
  /** Drops the token and all that is stored; the next `start` makes a new visitor. */
  forget(): Promise<void>;
}

const TOKEN_KEY = 'visitor-token';

export function createVisitorClient(options: VisitorClientOptions): VisitorClient {
  let token: string | null = null;
  const core = new ClientCore({
    ...options,
    side: 'visitor',
    credentials: () => ({ projectKey: options.projectKey, ...(token === null ? {} : { visitorToken: token }) }),
    operatorId: () => Promise.reject(new Error('a visitor has no operator id')),
  });
  const { api, storage, outbox } = core;

  /** One after the other: two at once would make two visitors. */
  let starting: Promise<unknown> = Promise.resolve();
  function start(input: StartInput = {}): Promise<StartedVisitor> {
    const started = starting.then(() => startNow(input));
    starting = started.catch(() => undefined);
    return started;
  }

  async function startNow(input: StartInput): Promise<StartedVisitor> {
    token ??= await storage.get(TOKEN_KEY);
    const { visitorToken, ...started } = await request(input).catch((cause: unknown) => startAsStranger(cause, input));
    token = visitorToken;
    await storage.set(TOKEN_KEY, visitorToken);
    await outbox.resume();
    return started;
  }

  /**
   * The server no longer knows the kept token (another database, a visitor who was deleted): begin anew. What is
   * stored goes only when that works, since a project that is unknown for a while is refused with the same word.
   */
  async function startAsStranger(cause: unknown, input: StartInput) {
    if (parleyErrorOf(cause).code !== 'UNAUTHENTICATED' || token === null) throw parleyErrorOf(cause);
    token = null;
    core.renew();
    const started = await request(input);
    await outbox.forget();
    return started;
  }

  function request(input: StartInput) {
    return untilAnswered(() => api.visitor.start.mutate(input), core.patience, core.closing);
  }

  async function forget(): Promise<void> {
    token = null;
    await storage.delete(TOKEN_KEY);
    await outbox.forget();
    core.renew();
  }

  return Object.assign(core.base(), {
    start,
    forget,
    openConversation: async () => {
      const conversation = await untilAnswered(() => api.conversation.open.mutate(), core.patience, core.closing);
      return conversation.id;
    },
  });
}
