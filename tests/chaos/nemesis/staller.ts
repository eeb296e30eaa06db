import { setTimeout as pause } from 'node:timers/promises';
import { createOperatorClient } from '@parley/client';
import { visit } from '../../support/people.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';
import type { Journal } from '../clients/journal.ts';
import type { ProjectSeat } from '../clients/messages.ts';
import { ask, within } from '../clients/patience.ts';
import { readWire } from '../clients/reader.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { lengthen, LONG } from '../cluster/long-conversation.ts';

/** Other faults may be in its way: a failover, and then what it left to be done. */
const CAUGHT_UP_MS = 90_000;

/** Who opens a long conversation and stops reading: his server must keep little of it, and he must miss none (TR5). */
export class Staller implements AsyncDisposable {
  static readonly NAME = 'staller';
  readonly #journal: Journal;
  readonly #proxy: TcpProxy;
  readonly #sessionToken: string;
  readonly #conversationId: string;
  #times = 0;

  private constructor(journal: Journal, proxy: TcpProxy, sessionToken: string, conversationId: string) {
    this.#journal = journal;
    this.#proxy = proxy;
    this.#sessionToken = sessionToken;
    this.#conversationId = conversationId;
  }

  static async start(journal: Journal, cluster: Cluster, { key, sessionTokens }: ProjectSeat): Promise<Staller> {
    const { conversationId } = await visit(cluster.url, key);
    await lengthen((text, values) => cluster.database.query(text, values), conversationId);
    // Not by way of the front: what waits in one proxy more is no burden to the server.
    let turn = 0;
    const proxy = await TcpProxy.start(() => {
      const nodes = cluster.nodes();
      const node = nodes[turn++ % nodes.length];
      return node === undefined ? null : new URL(node.url);
    });
    return new Staller(journal, proxy, sessionTokens[0] ?? '', conversationId);
  }

  async stall(ms: number): Promise<void> {
    const conversationId = this.#conversationId;
    const client = createOperatorClient({ serverUrl: this.#proxy.url, sessionToken: this.#sessionToken });
    if ((await ask(() => client.api.health.query(), CAUGHT_UP_MS)) === null)
      this.#journal.problem(`${Staller.NAME} was not let in`);
    this.#proxy.hold('down');
    const caughtUp = Promise.withResolvers<void>();
    const reader = readWire(this.#journal, {
      reader: `${Staller.NAME} ${(this.#times += 1)}`,
      client: Staller.NAME,
      stream: `conversation:${conversationId}`,
      from: null,
      subscribe: (handlers) => client.api.conversation.events.subscribe({ conversationId }, handlers),
      onEvent: ({ seq }) => {
        if (seq >= LONG) caughtUp.resolve();
      },
    });
    await pause(ms);
    this.#proxy.release();
    if (!(await within(CAUGHT_UP_MS, caughtUp.promise)))
      this.#journal.problem(`[TR5] ${reader.name} stands at ${reader.at} of ${LONG} after it had stalled`);
    reader.stop();
    await client.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#proxy[Symbol.asyncDispose]();
  }
}
