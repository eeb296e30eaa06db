/** Clients in pages of a browser, which call each other over a real server. */
import type { Browser, JSHandle, Page } from 'playwright-core';
import { v4 as uuidv4 } from 'uuid';
import type * as Client from '@parley/client';
import type { Call, CallSnapshot, OperatorClient, Ringing, VisitorClient } from '@parley/client';
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
    const client = await page.evaluateHandle(
      (given) => window.parley.createVisitorClient({ ...given, storage: window.parley.browserStorage('visitor') }),
      options,
    );
    const conversationId = await client.evaluate(async (visitor) => {
      await visitor.start({ attributes: { name: 'Vera' } });
      return visitor.openConversation();
    });
    return { page, client, deviceId, conversationId };
  }

  async operator(sessionToken?: string): Promise<Phone<OperatorClient>> {
    const page = await this.#page();
    const deviceId = uuidv4();
    return { page, deviceId, client: await this.operatorClient(page, deviceId, sessionToken) };
  }

  operatorClient(
    page: Page,
    deviceId: string,
    sessionToken = this.#parley.sessionToken,
  ): Promise<JSHandle<OperatorClient>> {
    const { server } = this.#parley;
    const options = { serverUrl: server.url, sessionToken, deviceId };
    return page.evaluateHandle(
      (given) => window.parley.createOperatorClient({ ...given, storage: window.parley.browserStorage('operator') }),
      options,
    );
  }

  /** The call, taken up by the page that is loaded anew in its place. */
  async reloadedOperator({ page, deviceId }: Phone<OperatorClient>, callId: string): Promise<JSHandle<Call>> {
    await reload(page);
    const client = await this.operatorClient(page, deviceId);
    return client.evaluateHandle((each, id) => each.call(id), callId);
  }

  async reloadedVisitor({ page, deviceId }: Phone<VisitorClient>, callId: string): Promise<JSHandle<Call>> {
    const { server, projectKey } = this.#parley;
    await reload(page);
    const options = { serverUrl: server.url, projectKey, deviceId };
    return page.evaluateHandle(
      async ([given, id]) => {
        const storage = window.parley.browserStorage('visitor');
        const client = window.parley.createVisitorClient({ ...given, storage });
        await client.start();
        return client.call(id);
      },
      [options, callId] as const,
    );
  }

  /** The call that rings in the operator's inbox. */
  incoming(phone: Phone<OperatorClient>, kind: Ringing['kind'] = 'visitor'): Promise<JSHandle<Call>> {
    const wanted = { projectId: this.#parley.projectId, kind };
    return phone.client.evaluateHandle(async (operator, { projectId, kind: which }) => {
      const inbox = operator.inbox(projectId);
      const callId = await new Promise<string>((resolve) => {
        const look = () => {
          const first = inbox.getSnapshot().ringing.find((ring) => ring.kind === which);
          if (first) resolve(first.callId);
        };
        inbox.subscribe(look);
        look();
      });
      inbox.close();
      return operator.call(callId);
    }, wanted);
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
    // A test that fails in mid-call leaves the operator free for the next. Most calls are over by then, or the page is
    // another one, or its server is gone: none of that is waited for, or is a failure.
    this.#open.defer(() => answered.evaluate((call) => void call.hangUp().catch(() => {})).catch(() => {}));
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
    const { endReason, error } = each.getSnapshot();
    const inUse: () => MediaStreamTrack[] = Reflect.get(globalThis, 'devicesInUse');
    return { endReason, error, microphone: inUse().length > 0 };
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

async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.waitForFunction(() => 'parley' in window);
}

/** The snapshot says all of this, now or later. */
export function shows(call: JSHandle<Call>, wanted: Partial<CallSnapshot>): Promise<void> {
  return call.evaluate(
    (each, facts) =>
      new Promise<void>((resolve) => {
        const look = () => {
          const snapshot: object = each.getSnapshot();
          const entries = Object.entries(facts).map(([key, value]) => [Reflect.get(snapshot, key), value]);
          if (entries.every(([is, value]) => JSON.stringify(is) === JSON.stringify(value))) resolve();
        };
        each.subscribe(look);
        look();
      }),
    wanted,
  );
}

/** Resolves when a second of what is heard of the other side has sound in it, or none at all. */
export function loudness(call: JSHandle<Call>, wanted: 'some' | 'none'): Promise<void> {
  return call.evaluate(async (each, want) => {
    // What nobody plays is not decoded either.
    const ear = new Audio();
    // With a picture in it, an element waits for that to begin.
    ear.srcObject = new MediaStream(each.getSnapshot().remoteStream?.getAudioTracks() ?? []);
    await ear.play();
    const energy = async () => {
      const stats = [...((await each.getStats())?.values() ?? [])];
      return Number(stats.find((entry) => entry.type === 'inbound-rtp' && entry.kind === 'audio')?.totalAudioEnergy);
    };
    for (;;) {
      const before = await energy();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const more = (await energy()) - before;
      // Digital silence comes out of the decoder a step or two of sixteen bits beside nothing: up to 4e-9.
      if (want === 'some' ? more > 1e-6 : more < 1e-7) return;
    }
  }, wanted);
}

/** Milliseconds from the beginning of the call's page to the first sound of the other side. */
export function soundSince(call: JSHandle<Call>): Promise<number> {
  return call.evaluate(async (each) => {
    for (;;) {
      const stats = [...((await each.getStats())?.values() ?? [])];
      const inbound = stats.find((entry) => entry.type === 'inbound-rtp' && entry.kind === 'audio');
      if (Number(inbound?.packetsReceived) > 0) return Math.round(performance.now());
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}
