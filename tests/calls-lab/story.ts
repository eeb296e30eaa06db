import type { Page } from 'playwright-core';
import { query } from '../chaos/cluster/postgres-server.ts';
import { heardBy } from './ear.ts';
import type { Client } from './network.ts';

type Happening = readonly [at: number, who: string, what: string];

/** What the pages, their connections and the server's log of the call went through: for whoever wants to know why. */
export class Story {
  readonly #happenings: Happening[] = [];
  readonly #pages: readonly (readonly [Client, Page])[];
  readonly #databaseUrl: string;

  constructor(pages: readonly (readonly [Client, Page])[], databaseUrl: string) {
    this.#pages = pages;
    this.#databaseUrl = databaseUrl;
    for (const [who, page] of pages) {
      const note = (what: string) => void this.#happenings.push([Date.now(), who, what]);
      page.on('load', () => note('page loaded'));
      page.on('crash', () => note('page crashed'));
      page.on('websocket', (socket) => {
        note('socket asked for');
        socket.once('framereceived', () => note('socket answered'));
        socket.once('close', () => note('socket closed'));
      });
    }
  }

  /** In order, in seconds since then. Signals can be told as long as the call lives: after that they are forgotten. */
  async tell(since: number): Promise<string[]> {
    const all = [...this.#happenings, ...(await this.#connections()), ...(await this.#call())];
    return all
      .filter(([at]) => at >= since - LEAD_MS)
      .toSorted(([a], [b]) => a - b)
      .map(([at, who, what]) => `${((at - since) / 1_000).toFixed(2).padStart(7)} s  ${who.padEnd(8)}  ${what}`);
  }

  async #connections(): Promise<Happening[]> {
    const told = this.#pages.map(async ([who, page]) => {
      const story = await heardBy(page)
        .then((heard) => heard.story)
        .catch(() => []);
      return story.map(([at, what]): Happening => [at, who, `connection ${what}`]);
    });
    return (await Promise.all(told)).flat();
  }

  async #call(): Promise<Happening[]> {
    const rows = await query<{ at: Date; actor: string; what: string }>(this.#databaseUrl, CALL_EVENTS);
    return rows.map(({ at, actor, what }): Happening => [at.getTime(), 'server', `${what} (${actor})`]);
  }
}

/** Some of what came before says what was going on. */
const LEAD_MS = 500;

const CALL_EVENTS = `
  select e.at, e.actor->>'kind' as actor,
    case e.type when 'state' then concat('call is ', e.body->'call'->>'state', ', generation ', e.body->'call'->>'gen')
    else concat_ws(' ', e.body->'signal'->>'kind', e.body->'signal'->>'type', 'signal') end as what
  from event e join call c on c.stream_id = e.stream_id order by e.seq`;
