/** Clients in pages of a browser, which call each other over a real server. */
import type { Browser, JSHandle, Page } from 'playwright-core';
import { v4 as uuidv4 } from 'uuid';
import type * as Client from '@parley/client';
import type { Call, CallSnapshot, OperatorClient, VisitorClient } from '@parley/client';
import { openClientPage } from './client-page.ts';
import type { Parley } from './parley.ts';

declare global {
  interface Window {
    parley: typeof Client;
  }
}

/** A client in a page, and where it stands. */
export interface Phone<C> {
  page: Page;
  client: JSHandle<C>;
  deviceId: string;
}

export interface Talk {
  visitor: Phone<VisitorClient>;
  operator: Phone<OperatorClient>;
  outgoing: JSHandle<Call>;
  answered: JSHandle<Call>;
}

export class Phones implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #parley: Parley;
  readonly #bundle: string;
  readonly #open = new AsyncDisposableStack();

  constructor(browser: Browser, parley: Parley, bundle: string) {
    this.#browser = browser;
    this.#parley = parley;
    this.#bundle = bundle;
  }

  async visitor(): Promise<Phone<VisitorClient> & { conversationId: string }> {
    const { server, projectKey } = this.#parley;
    const page = await this.#page();
    const deviceId = uuidv4();
    const options = { serverUrl: server.url, projectKey, deviceId };
    const client = await page.evaluateHandle((given) => window.parley.createVisitorClient(given), options);
    const conversationId = await client.evaluate(async (visitor) => {
      await visitor.start({ attributes: { name: 'Vera' } });
      return visitor.openConversation();
    });
    return { page, client, deviceId, conversationId };
  }

  async operator(): Promise<Phone<OperatorClient>> {
    const page = await this.#page();
    const deviceId = uuidv4();
    return { page, deviceId, client: await this.operatorClient(page, deviceId) };
  }

  operatorClient(page: Page, deviceId: string): Promise<JSHandle<OperatorClient>> {
    const { server, sessionToken } = this.#parley;
    const options = { serverUrl: server.url, sessionToken, deviceId };
    return page.evaluateHandle((given) => window.parley.createOperatorClient(given), options);
  }

  /** The call that rings in the operator's inbox. */
  incoming(phone: Phone<OperatorClient>): Promise<JSHandle<Call>> {
    return phone.client.evaluateHandle(async (operator, projectId) => {
      const inbox = operator.inbox(projectId);
      const callId = await new Promise<string>((resolve) => {
        const look = () => {
          const [first] = inbox.getSnapshot().ringing;
          if (first) resolve(first.callId);
        };
        inbox.subscribe(look);
        look();
      });
      inbox.close();
      return operator.call(callId);
    }, this.#parley.projectId);
  }

  /** A visitor has called and an operator has answered. `prepare` sees both pages before. */
  async answered(prepare: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<Talk> {
    const visitor = await this.visitor();
    const operator = await this.operator();
    for (const { page } of [visitor, operator]) await prepare(page);
    const outgoing = await visitor.client.evaluateHandle(
      (client, id) => client.startCall(id, 'audio'),
      visitor.conversationId,
    );
    const answered = await this.incoming(operator);
    await phase(outgoing, 'ringing');
    await answered.evaluate((call) => call.accept());
    return { visitor, operator, outgoing, answered };
  }

  async talking(): Promise<Talk> {
    const talk = await this.answered();
    await Promise.all([phase(talk.outgoing, 'active'), phase(talk.answered, 'active')]);
    return talk;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#open.disposeAsync();
  }

  async #page(): Promise<Page> {
    const opened = await openClientPage(this.#browser, this.#parley.server.url, this.#bundle);
    return this.#open.use(opened).page;
  }
}

export function phase(call: JSHandle<Call>, wanted: CallSnapshot['phase']): Promise<void> {
  return call.evaluate(
    (each, name) =>
      new Promise<void>((resolve) => {
        const look = () => each.getSnapshot().phase === name && resolve();
        each.subscribe(look);
        look();
      }),
    wanted,
  );
}

export const endOf = (call: JSHandle<Call>) =>
  call.evaluate((each) => {
    const { endReason, error, localStream } = each.getSnapshot();
    return { endReason, error, microphone: localStream !== null };
  });

/** Resolves when more of this kind has arrived than had when it was asked. */
export function hears(call: JSHandle<Call>, kind: 'audio' | 'video'): Promise<void> {
  return call.evaluate(async (each, wanted) => {
    const received = async () => {
      const stats = [...((await each.getStats())?.values() ?? [])];
      const packets = stats.flatMap((entry) =>
        entry.type === 'inbound-rtp' && entry.kind === wanted ? [Number(entry.packetsReceived)] : [],
      );
      return Math.max(0, ...packets);
    };
    const before = await received();
    while ((await received()) <= before + 5) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, kind);
}
