import type { Logger } from 'pino';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { liveSessions, touchSessions } from './credential.queries.ts';
import type { SessionRegistry } from './session-registry.ts';
import { closingsSince, forgetClosings } from './visitor-closing.queries.ts';
import { touchVisitorSessions, vouchedUntil } from './visitor-session.queries.ts';

/** The word of a revocation may be lost like any hint; the table is the truth, and AU1 gives a second. */
const SWEEP_MS = 1_000;
/** A socket that stays open is in use; sessions end by the day. */
const TOUCH_MS = 10 * 60_000;

/** Closes what belongs to sessions that are over, whoever has ended them and whether or not a word of it came. */
export function startSessionSweeper(db: Db, log: Logger, registry: SessionRegistry): { stop(): void } {
  let sweeping = false;
  let touchedAt = Date.now();
  let seenUntil: Date | null = null;

  async function sweep(): Promise<void> {
    registry.forgetRevoked();
    await sweepOperators(db, registry);
    seenUntil = await sweepVisitors(db, registry, seenUntil);
    if (Date.now() - touchedAt < TOUCH_MS) return;
    touchedAt = Date.now();
    await touchSessions(db, registry.sessionIds('operator'));
    await touchVisitorSessions(db, registry.sessionIds('visitor'));
    await forgetClosings(db);
  }

  const timer = setInterval(() => {
    if (sweeping) return;
    sweeping = true;
    sweep()
      .catch((cause: unknown) => log.warn({ err: cause }, 'session sweep failed; the next one follows'))
      .finally(() => (sweeping = false));
  }, SWEEP_MS);
  return { stop: () => clearInterval(timer) };
}

async function sweepOperators(db: Db, registry: SessionRegistry): Promise<void> {
  const asked = registry.sessionIds('operator');
  const live = await liveSessions(db, asked);
  for (const id of asked) {
    const rights = live.get(id);
    if (rights === undefined) registry.closeAll(id);
    else registry.closeOlderOf(id, rights);
  }
}

/** @returns up to when endings are known now */
async function sweepVisitors(db: Db, registry: SessionRegistry, since: Date | null): Promise<Date> {
  const { closings, at } = await closingsSince(db, since);
  for (const { id, rights } of closings) {
    if (rights === null) registry.closeAll(id);
    else registry.closeOlder(id, rights);
  }
  // As long as a word of the site's is taken after its time; another process may have had a newer one.
  const now = Date.now() - LIMITS.identitySkewMs;
  const expired = registry.expiredIds(now);
  if (expired.length > 0) {
    const until = await vouchedUntil(db, expired);
    for (const id of expired) {
      const vouched = until.get(id);
      if (vouched !== undefined && vouched.getTime() > now) registry.extend(id, vouched);
      else registry.closeExpired(id);
    }
  }
  return at;
}
