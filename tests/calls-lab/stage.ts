import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LIMITS } from '@parley/api/contract/wire';
import type { Browser } from 'playwright-core';
import { query, type PostgresServer } from '../chaos/cluster/postgres-server.ts';
import { openTwoPages, type TwoPages } from '../e2e/two-pages.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { launchIn } from './browsers.ts';
import { Capture } from './capture.ts';
import type { Act } from './acts/act.ts';
import { listenIn, proveSound } from './ear.ts';
import type { Lane } from './lanes.ts';
import { Network, SITE_ADDRESS, type Client } from './network.ts';
import { Story } from './story.ts';
import type { Turn } from './turn.ts';

/** What all cells share. */
export interface Lab {
  postgres: PostgresServer;
  turn: Turn;
}

/** The longest of the product's own times (the grace of a lost call, and a lease before it), and a busy machine. */
export const PATIENCE_MS = 90_000;
const POLL_MS = 100;

interface Parts {
  network: Network;
  server: ServerProcess;
  databaseUrl: string;
  browsers: { operator: Browser; visitor: Browser };
  pages: TwoPages;
  captures: Captures | null;
  story: Story;
}

type Captures = Record<Client, Capture>;

/** Everything of one cell: a site with an empty database, an operator at his desk, a visitor on the demo page. */
export class Stage implements AsyncDisposable {
  readonly lab: Lab;
  readonly network: Network;
  readonly server: ServerProcess;
  readonly browsers: Parts['browsers'];
  readonly operator: TwoPages['operator'];
  readonly visitor: TwoPages['visitor'];
  readonly captures: Captures | null;
  readonly story: Story;
  readonly #databaseUrl: string;
  readonly #undo: AsyncDisposableStack;

  private constructor(lab: Lab, parts: Parts, undo: AsyncDisposableStack) {
    this.lab = lab;
    this.network = parts.network;
    this.server = parts.server;
    this.browsers = parts.browsers;
    this.operator = parts.pages.operator;
    this.visitor = parts.pages.visitor;
    this.captures = parts.captures;
    this.story = parts.story;
    this.#databaseUrl = parts.databaseUrl;
    this.#undo = undo;
  }

  static async open(lab: Lab, lane: Lane, act: Pick<Act, 'captures'>): Promise<Stage> {
    await using undo = new AsyncDisposableStack();
    const root = await mkdtemp(join(tmpdir(), 'cell-'));
    const databaseUrl = await emptyDatabase(lab.postgres, undo);
    const env = { DATABASE_URL: databaseUrl, DATA_DIR: join(root, 'no-data'), HOST: SITE_ADDRESS, ...lab.turn.env };
    const server = undo.use(await startServerProcess({ env }));
    const network = undo.use(await Network.build(lane.nat));
    const capture = async (client: Client): Promise<Capture> => undo.use(await Capture.start(client));
    const captures =
      act.captures === true ? { operator: await capture('operator'), visitor: await capture('visitor') } : null;
    const launch = async (client: Client): Promise<Browser> => undo.use(await launchIn(client, root));
    const browsers = { operator: await launch('operator'), visitor: await launch('visitor') };
    const url = `http://localhost:${new URL(server.url).port}`;
    const pages = await openTwoPages(browsers.operator, url, browsers.visitor);
    await query(databaseUrl, 'update project set relay_only = $1', [lane.relayOnly === true]);
    for (const { page } of [pages.operator, pages.visitor]) await listenIn(page);
    const story = new Story(
      [
        ['operator', pages.operator.page],
        ['visitor', pages.visitor.page],
      ],
      databaseUrl,
    );
    return new Stage(lab, { network, server, databaseUrl, browsers, pages, captures, story }, undo.move());
  }

  /** The visitor rings, the operator answers. @returns when he did */
  async talk(): Promise<number> {
    await this.visitor.panel.getByRole('button', { name: 'Start a call' }).click();
    await this.visitor.page.getByText('Ringing').waitFor();
    const answer = this.operator.page.getByRole('button', { name: 'Answer' });
    await answer.waitFor();
    const at = Date.now();
    await answer.click();
    await this.hearEachOther();
    await this.operator.page.getByText(/^Connected/).waitFor();
    return at;
  }

  /** A second of sound at each side, from now on. @throws Error when the call ends instead */
  async hearEachOther(): Promise<void> {
    const sounds = this.#pages().map((page) => proveSound(page, PATIENCE_MS));
    await this.whileItLasts(Promise.all(sounds));
  }

  /** Both devices have followed the call since then, with the server's knowledge: its leases were renewed. */
  async bothAttached(since: number): Promise<void> {
    const until = Date.now() + PATIENCE_MS;
    const renewed = new Date(since + LIMITS.leaseMs);
    while (Date.now() < until) {
      const rows = await this.#query('select 1 from call_lease where until > $1', [renewed]);
      if (rows.length >= 2) return;
      await pause(POLL_MS);
    }
    throw new Error('the call was not followed by both devices again');
  }

  async hangUp(): Promise<void> {
    await this.visitor.page.getByRole('button', { name: 'Hang up' }).click();
    await this.visitor.page.locator('.call.ended').waitFor();
    await this.operatorSeesEnd();
  }

  async operatorSeesEnd(): Promise<string> {
    const bar = this.operator.page.locator('.call-bar[data-phase="ended"]');
    await bar.waitFor({ timeout: PATIENCE_MS });
    return bar.locator('.call-status').getByRole('status').innerText();
  }

  /** As the server has it: the reason, or the state of a call that lives. There is exactly one call. */
  async fate(): Promise<string> {
    const rows = await this.#query<{ fate: string }>(`select coalesce(data->>'reason', state) as fate from call`);
    return rows.length === 1 ? (rows[0]?.fate ?? '') : `${rows.length} calls`;
  }

  /** Loses patience as soon as the call is over. */
  async whileItLasts<T>(wait: Promise<T>): Promise<T> {
    const timeout = 2 * PATIENCE_MS;
    const ends = [
      this.operator.page.locator('.call-bar[data-phase="ended"]').waitFor({ timeout }),
      this.visitor.page.locator('.call.ended').waitFor({ timeout }),
    ];
    const over = Promise.any(ends).then(async () => {
      throw new Error(`the call ended: ${await this.fate()}`);
    });
    // Once the pages are gone nobody asks any more.
    over.catch(() => undefined);
    return Promise.race([wait, over]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#undo.disposeAsync();
  }

  #pages() {
    return [this.operator.page, this.visitor.page];
  }

  #query<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return query<T>(this.#databaseUrl, sql, values);
  }
}

async function emptyDatabase(postgres: PostgresServer, undo: AsyncDisposableStack): Promise<string> {
  const name = `cell_${Date.now()}`;
  await postgres.query(`create database ${name}`);
  undo.defer(async () => void (await postgres.query(`drop database ${name} with (force)`)));
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}
