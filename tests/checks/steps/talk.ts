import {
  createOperatorClient,
  createVisitorClient,
  memoryStorage,
  type ClientBase,
  type Thread,
  type ThreadSnapshot,
} from '@parley/client';
import type { ConversationEvent } from '@parley/api/contract/events';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import type { ProjectView } from '@parley/api/contract/views';
import { connectSocket } from '../../support/api-client.ts';
import { followConversation, type TestOperator } from '../../support/people.ts';
import type { Recorder, Tracked } from '../../support/recorder.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';

/** Short, so that a line that fell silent is noticed while somebody waits for the check. */
const TIMINGS = { keepAliveMs: 1_000, pongMs: 1_000, connectMs: 5_000, probeMs: 30_000 };

/** The client waits longer after each loss, which is right on a network that fails, and slow where we make it fail. */
const HASTE = 20;

export interface Written {
  conversationId: string;
  messageId: string;
  text: string;
  seq: number;
  duplicate: boolean;
}

/** One end: a @parley/client behind a line that can fail, and a plain tRPC reader behind another. */
export interface Side extends AsyncDisposable {
  name: 'visitor' | 'operator';
  params: ConnectionParams;
  /** The client's. The reader's own can be cut, but never falls silent: plain tRPC would wait for minutes. */
  line: TcpProxy;
  cutBothLines(): void;
  client: ClientBase;
  thread: Thread;
  /** Everything the plain reader was handed: nothing in it hides a doubled or a missing event. */
  heard: Recorder<Tracked<ConversationEvent>>;
  /** In the order of writing, with what the server has answered. */
  written: Written[];
  /** Writes so many messages at once and waits until all are acknowledged; `afterEach` learns how many are. */
  write(count: number, about: string, afterEach?: (acknowledged: number) => void): Promise<void>;
  /** Until a message with these words has come from the other side. */
  hears(words: string): Promise<void>;
  /** Until the thread is as it should be. */
  shows(fits: (snapshot: ThreadSnapshot) => boolean): Promise<void>;
}

export interface Talk extends AsyncDisposable {
  visitor: Side;
  operator: Side;
  sides: readonly [Side, Side];
  otherThan(side: Side): Side;
  /** The conversation's events after `cursor`, read by somebody who was not there. */
  readLog(url: string, cursor?: string): Promise<Tracked<Recorded>[]>;
}
type Recorded = Exclude<ConversationEvent, { type: 'reset' }>;

export async function createTalk(url: string, project: ProjectView, operator: TestOperator): Promise<Talk> {
  const [visitorLine, operatorLine] = await Promise.all([startLines(url), startLines(url)]);
  const storage = memoryStorage();
  const environment = { timings: TIMINGS, random: () => Math.random() / HASTE };
  const widget = createVisitorClient({
    serverUrl: visitorLine.line.url,
    projectKey: project.key,
    storage,
    environment,
  });
  await widget.start({ attributes: { name: 'Vera' } });
  const conversationId = await widget.openConversation();
  const visitorToken = await storage.get('visitor-token');
  if (visitorToken === null) throw new Error('the client did not keep the visitor token');
  const visitorParams = { projectKey: project.key, visitorToken };
  const desk = createOperatorClient({
    serverUrl: operatorLine.line.url,
    sessionToken: operator.params.sessionToken,
    environment,
  });
  const sides = [
    createSide('visitor', visitorParams, visitorLine, widget, conversationId),
    createSide('operator', operator.params, operatorLine, desk, conversationId),
  ] as const;
  await Promise.all(sides.map(({ heard }) => heard.started));
  const [visitorSide, operatorSide] = sides;
  return {
    visitor: visitorSide,
    operator: operatorSide,
    sides,
    otherThan: (side) => (side === visitorSide ? operatorSide : visitorSide),
    readLog: async (serverUrl, cursor) => {
      await using reader = connectSocket(serverUrl, operator.params);
      const { lastSeq } = await reader.api.conversation.get.query({ conversationId });
      const read = followConversation(reader.api, conversationId, cursor);
      await read.until(({ data }) => data.seq === lastSeq);
      return read.heard.flatMap(({ id, data }) => (data.type === 'reset' ? [] : [{ id, data }]));
    },
    [Symbol.asyncDispose]: async () => {
      for (const side of sides) await side[Symbol.asyncDispose]();
    },
  };
}

function createSide(
  name: Side['name'],
  params: ConnectionParams,
  { line, readerLine }: Lines,
  client: ClientBase,
  conversationId: string,
): Side {
  const reader = connectSocket(readerLine.url, params);
  const heard = followConversation(reader.api, conversationId);
  const thread = client.thread(conversationId);
  const written: Written[] = [];
  return {
    name,
    params,
    line,
    cutBothLines: () => {
      line.cut();
      readerLine.cut();
    },
    client,
    thread,
    heard,
    written,
    write: async (count, about, afterEach = () => undefined) => {
      let acknowledged = 0;
      const sent = Array.from({ length: count }, async (_, index) => {
        const text = `${name}: ${about} ${index + 1}`;
        const { messageId, acknowledged: answer } = thread.send(text);
        const { seq, duplicate } = await answer;
        acknowledged += 1;
        afterEach(acknowledged);
        return { conversationId, messageId, text, seq, duplicate };
      });
      written.push(...(await Promise.all(sent)));
    },
    hears: async (words) => {
      const isFromOther = (event: ConversationEvent): boolean =>
        event.type === 'message' && event.actor.kind !== name && event.text.includes(words);
      await heard.until(({ data }) => isFromOther(data));
    },
    shows: (fits) => untilShown(thread, fits),
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await reader[Symbol.asyncDispose]();
      await Promise.all([line[Symbol.asyncDispose](), readerLine[Symbol.asyncDispose]()]);
    },
  };
}

interface Lines {
  line: TcpProxy;
  readerLine: TcpProxy;
}

async function startLines(url: string): Promise<Lines> {
  return { line: await TcpProxy.start(url), readerLine: await TcpProxy.start(url) };
}

function untilShown(thread: Thread, fits: (snapshot: ThreadSnapshot) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!fits(thread.getSnapshot())) return;
      stop();
      resolve();
    };
    const stop = thread.subscribe(look);
    look();
  });
}
