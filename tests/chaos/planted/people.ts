import {
  createOperatorClient,
  createVisitorClient,
  memoryStorage,
  type OperatorClient,
  type VisitorClient,
} from '@parley/client';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_TIMINGS } from '../../../packages/client/src/environment.ts';
import { overHttp } from '../../support/api-client.ts';
import { BareLine } from '../clients/bare-line.ts';
import type { Recording } from './recording.ts';
import type { World } from './world.ts';

/** A twentieth of each backoff: soon back, and no spin while a server starts. */
const RANDOM = 0.05;
const environment = { random: (): number => RANDOM };
/** Written and not acknowledged; the outbox sends one after the other. */
const AHEAD = 5;

export interface Visitor {
  name: string;
  client: VisitorClient;
  conversationId: string;
  deviceId: string;
  id: string;
}

export async function visitor(world: World, name: string, way = 0): Promise<Visitor> {
  const { url } = world.node(way).way;
  const deviceId = uuidv7();
  const client = createVisitorClient({
    ...{ serverUrl: url, projectKey: world.project.key, storage: memoryStorage(), deviceId, environment },
  });
  world.use(() => client.close());
  const { visitor: who } = await client.start();
  return { name, client, conversationId: await client.openConversation(), deviceId, id: who.id };
}

export interface Operator {
  name: string;
  client: OperatorClient;
  /** What they read comes by this. */
  line: BareLine;
  deviceId: string;
  id: string;
}

/** The project's one operator, on a device of their own. */
export function operator(world: World, name: string, way = 0): Operator {
  const { url } = world.node(way).way;
  const deviceId = uuidv7();
  const { params, me } = world.operator;
  const { sessionToken } = params;
  const client = createOperatorClient({ serverUrl: url, sessionToken, deviceId, environment });
  world.use(() => client.close());
  const refused = (): void => undefined;
  const line = new BareLine({ url, params: { sessionToken }, timings: DEFAULT_TIMINGS, onTurnedAway: refused });
  world.use(() => Promise.resolve(line.close()));
  return { name, client, line, deviceId, id: me.id };
}

/** Talks without a pause until told to stop; then all that was written is answered. */
export class Talker {
  readonly #recording: Recording;
  readonly #visitor: Visitor;
  readonly #underWay = new Set<Promise<void>>();
  #nth = 0;
  #talking = true;

  constructor(recording: Recording, who: Visitor) {
    this.#recording = recording;
    this.#visitor = who;
    const thread = who.client.thread(who.conversationId);
    this.#say = (text) => thread.send(text);
  }

  readonly #say: (text: string) => { messageId: string; acknowledged: Promise<{ seq: number; duplicate: boolean }> };

  start(): void {
    for (let ahead = 0; ahead < AHEAD; ahead += 1) this.#next();
  }

  async stop(): Promise<void> {
    this.#talking = false;
    await Promise.all(this.#underWay);
  }

  say(): Promise<void> {
    this.#nth += 1;
    const nth = this.#nth;
    const { name: client, conversationId: conversation } = this.#visitor;
    const { messageId: message, acknowledged } = this.#say(`number ${nth}`);
    const said = { client, conversation, message };
    this.#recording.add({ kind: 'sent', at: this.#recording.now, ...said, nth });
    return acknowledged.then(
      ({ seq, duplicate }) =>
        this.#recording.add({ kind: 'acknowledged', at: this.#recording.now, ...said, seq, duplicate }),
      (cause: unknown) =>
        this.#recording.add({ kind: 'refused', at: this.#recording.now, ...said, code: String(cause) }),
    );
  }

  #next(): void {
    if (!this.#talking) return;
    const underWay = this.say().then(() => {
      this.#underWay.delete(underWay);
      this.#next();
    });
    this.#underWay.add(underWay);
  }
}

/** The operator, by plain requests that go past every proxy. */
export async function sayOverHttp(world: World, conversationId: string, nth: number): Promise<void> {
  const { recording, operator: who } = world;
  const said = { client: 'script', conversation: conversationId, message: uuidv7() };
  recording.add({ kind: 'sent', at: recording.now, ...said, nth });
  const { send } = overHttp(world.node(0).server.url, who.params).message;
  const { seq, duplicate } = await send.mutate({ conversationId, messageId: said.message, text: `script ${nth}` });
  recording.add({ kind: 'acknowledged', at: recording.now, ...said, seq, duplicate });
}
