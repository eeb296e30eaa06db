import { randomUUIDv7 } from 'node:crypto';
import type { Logger } from 'pino';
import type { Db } from '../db/database.ts';
import { acrossProjects } from '../db/scope.ts';
import type { Bus, BusMessage } from '../event-log/bus/bus.ts';
import { HERE, keyOf, type Present } from './attendance.ts';
import type { PresenceHub } from './presence-hub.ts';
import {
  beat,
  deletePresent,
  insertPresent,
  joinAs,
  leaveAs,
  LEASE_MS,
  liveNodes,
  readOthers,
  reapNodes,
} from './presence.queries.ts';

/** A third of the lease: two beats may be lost. */
const BEAT_MS = 5_000;
/** A beat that is later than this was kept by something. */
const LATE_MS = 2 * BEAT_MS;
/** Every so many beats everything is read again, in case the bus has lost a word. */
const READ_EVERY = 6;
/** Comings and goings of this long are written together. */
const WRITE_MS = 50;
/** By then they have been written, whatever held the statement up. */
const WRITTEN_MS = 10_000;

type PresenceMessage = Extract<BusMessage, { kind: 'present' | 'left' | 'typing' | 'looking' }>;

/**
 * Presence across nodes. Each node vouches for its own: rows in the database, under a lease that it renews, and
 * a word on the bus so that others need not look. A node that dies lets its lease run out, and its people go
 * offline within lease + beat + grace (25 s); one that stops takes its rows along.
 */
export class PresenceCluster {
  readonly #nodeId = randomUUIDv7();
  readonly #db: Db;
  readonly #bus: Bus;
  readonly #log: Logger;
  readonly #hub: PresenceHub;
  /** What has changed here since the last write: the newest word about each person. */
  #changes = new Map<string, { who: Present; here: boolean }>();
  /** What others have said lately. */
  readonly #words = new Map<string, { message: Extract<PresenceMessage, { kind: 'present' }>; at: number }>();
  #writing: Promise<void> = Promise.resolve();
  #writeTimer: NodeJS.Timeout | null = null;
  #beatTimer: NodeJS.Timeout | undefined;
  #beats = 0;
  #beatAt = performance.now();
  #trustUntil = 0;

  constructor(services: { db: Db; bus: Bus; log: Logger; hub: PresenceHub }) {
    this.#db = acrossProjects(services.db);
    this.#bus = services.bus;
    this.#log = services.log;
    this.#hub = services.hub;
  }

  async start(): Promise<void> {
    this.#hub.connect({
      present: (who, here) => this.#note(who, here),
      typing: (typing) => this.#bus.publish({ kind: 'typing', node: this.#nodeId, typing }),
      looking: (looking) => this.#bus.publish({ kind: 'looking', node: this.#nodeId, looking }),
    });
    await joinAs(this.#db, this.#nodeId, []);
    await this.readAll();
    this.#beatTimer = setInterval(() => void this.#beat(), BEAT_MS);
  }

  take(message: PresenceMessage): void {
    if (message.node === this.#nodeId) return;
    const { attendance } = this.#hub;
    if (message.kind === 'typing') this.#hub.showTyping(message.typing);
    else if (message.kind === 'looking') this.#hub.showLooking(message.looking);
    else if (message.kind === 'left') attendance.replace(message.node, []);
    else this.#hear(message);
  }

  #hear(message: Extract<PresenceMessage, { kind: 'present' }>): void {
    const { attendance } = this.#hub;
    this.#words.set(`${message.node} ${keyOf(message.who)}`, { message, at: performance.now() });
    if (!message.here) attendance.leave(message.who, message.node);
    else if (!attendance.isHeldBy(message.node, message.who)) attendance.enter(message.who, message.node);
  }

  /** The whole truth of the others, after a gap on the bus. */
  async readAll(): Promise<void> {
    try {
      // A node that is not listed may have been forgotten with all others, by a database that crashed: that it is
      // gone is for the beat to say, which gives it time to come back.
      const listed = await liveNodes(this.#db);
      const others = this.#withWords(await readOthers(this.#db, this.#nodeId));
      const { attendance } = this.#hub;
      for (const node of attendance.sources()) if (listed.has(node) && !others.has(node)) attendance.replace(node, []);
      for (const [node, list] of others) attendance.replace(node, list);
    } catch (cause) {
      this.#log.warn({ err: cause }, 'presence of other nodes not read; the next beat tries again');
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#beatTimer);
    if (this.#writeTimer !== null) clearTimeout(this.#writeTimer);
    await this.#writing;
    this.#bus.publish({ kind: 'left', node: this.#nodeId });
    await leaveAs(this.#db, this.#nodeId);
  }

  /** A word comes before its row: who is on his way into the rows, or out of them, is where the word says. */
  #withWords(rows: Map<string, Present[]>): Map<string, Present[]> {
    for (const [key, { message, at }] of this.#words) {
      if (performance.now() - at > WRITTEN_MS) {
        this.#words.delete(key);
        continue;
      }
      const { node, who, here } = message;
      const rest = (rows.get(node) ?? []).filter((one) => keyOf(one) !== keyOf(who));
      rows.set(node, here ? [...rest, who] : rest);
    }
    return rows;
  }

  #note(who: Present, here: boolean): void {
    this.#changes.set(keyOf(who), { who, here });
    this.#bus.publish({ kind: 'present', node: this.#nodeId, who, here });
    this.#writeTimer ??= setTimeout(() => {
      this.#writeTimer = null;
      this.#writing = this.#writing.then(() => this.#write());
    }, WRITE_MS);
  }

  async #write(): Promise<void> {
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    try {
      await deletePresent(
        this.#db,
        this.#nodeId,
        changes.flatMap(({ who, here }) => (here ? [] : [who])),
      );
      await insertPresent(
        this.#db,
        this.#nodeId,
        changes.flatMap(({ who, here }) => (here ? [who] : [])),
      );
    } catch (cause) {
      this.#log.warn({ err: cause }, 'presence not written; the next beat writes all of it');
      this.#beats = 0;
    }
  }

  async #beat(): Promise<void> {
    try {
      const { attendance } = this.#hub;
      const known = await beat(this.#db, this.#nodeId);
      const now = performance.now();
      // Taken for gone (a long pause), or in doubt about what was written: say it all again.
      if (!known || this.#beats === 0) await this.#rejoin(!known);
      // The database was away, or we were: the others get the time of a lease to say that they are there.
      if (!known || now - this.#beatAt > LATE_MS) this.#trustUntil = now + LEASE_MS;
      this.#beatAt = now;
      if (now >= this.#trustUntil) {
        const alive = await reapNodes(this.#db);
        for (const node of attendance.sources()) if (!alive.has(node)) attendance.replace(node, []);
      }
      if (this.#beats % READ_EVERY === 0) await this.readAll();
      this.#beats += 1;
    } catch (cause) {
      this.#log.warn({ err: cause }, 'presence beat failed; the next one follows');
    }
  }

  /** The rows, and a word for each: those who took us for gone would read them only after some beats. */
  async #rejoin(forgotten: boolean): Promise<void> {
    const here = this.#hub.attendance.heldBy(HERE);
    await joinAs(this.#db, this.#nodeId, here);
    if (!forgotten) return;
    for (const who of here) this.#bus.publish({ kind: 'present', node: this.#nodeId, who, here: true });
  }
}
