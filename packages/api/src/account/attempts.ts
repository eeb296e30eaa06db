import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../access/app-error.ts';
import type { Db, Trx } from '../db/database.ts';

interface Limit {
  most: number;
  windowMs: number;
}

/** Failures of one, in any stretch of time as long as the window. */
const MINUTE = 60_000;
const LIMIT = {
  /** Sign-ins that come from one network: an IPv4 address, or an IPv6 /64. */
  address: { most: 5, windowMs: 5 * MINUTE },
  /** Sign-ins to one account, wherever from; also to one that is not there, or its answer would differ. */
  account: { most: 10, windowMs: 15 * MINUTE },
  /** Codes of one second factor: at most three in a million are right at a time. */
  code: { most: 5, windowMs: 15 * MINUTE },
  /** One-time links that are none. */
  link: { most: 5, windowMs: 30 * MINUTE },
} as const satisfies Record<string, Limit>;
type Counted = keyof typeof LIMIT;

export interface Attempt {
  /** It was right, or was not looked at: it does not count. */
  giveBack(): Promise<void>;
  /** It was right: none before it counts any more. */
  forget(): Promise<void>;
}

const UNCOUNTED: Attempt = { giveBack: async () => undefined, forget: async () => undefined };

/**
 * Counts a try before it is looked at, in one statement on a row of the database: of tries that come together, on however
 * many nodes, no more than the limit get through. What is kept is a hash and the times.
 * Null is a network that many may share, behind a proxy that nobody has told us of: it is not counted.
 * @throws AppError RATE_LIMITED, with the time until the oldest no longer counts
 */
export async function takeAttempt(db: Db, counted: Counted, whose: string | null): Promise<Attempt> {
  if (whose === null) return UNCOUNTED;
  const { most, windowMs } = LIMIT[counted];
  const key = keyOf(counted, whose);
  const window = sql`make_interval(secs => ${windowMs / 1_000}::float8)`;
  const recent = sql`array(select t from unnest(a.at) t where t > clock_timestamp() - ${window} order by t)`;
  const { rows } = await sql<{ taken: string }>`
    insert into attempt as a (key, at, until)
    values (${key}, array[clock_timestamp()], clock_timestamp() + ${window})
    on conflict (key) do update set at = ${recent} || excluded.at, until = excluded.until
    where cardinality(${recent}) < ${most}
    returning at[cardinality(at)]::text as taken`.execute(db);
  await dropPast(db);
  const [row] = rows;
  if (row === undefined) throw await refusal(db, key, windowMs);
  return {
    giveBack: async () => {
      await sql`update attempt set at = array_remove(at, ${row.taken}::timestamptz) where key = ${key}`.execute(db);
    },
    forget: () => forgetAttempts(db, counted, whose),
  };
}

/** A few with each try, so that what is over goes as fast as it comes. */
async function dropPast(db: Db): Promise<void> {
  await sql`delete from attempt where key in (
    select key from attempt where until < now() order by until limit 5 for update skip locked)`.execute(db);
}

export async function forgetAttempts(db: Db | Trx, counted: Counted, whose: string): Promise<void> {
  await db.deleteFrom('attempt').where('key', '=', keyOf(counted, whose)).execute();
}

async function refusal(db: Db, key: string, windowMs: number): Promise<AppError> {
  const { rows } = await sql<{ ms: number }>`
    select (extract(epoch from at[1] - clock_timestamp()) * 1000 + ${windowMs}::float8)::float8 as ms
    from attempt where key = ${key}`.execute(db);
  const retryAfterMs = Math.max(1_000, Math.ceil(rows[0]?.ms ?? windowMs));
  return new AppError('RATE_LIMITED', 'too many attempts', { retryAfterMs });
}

const keyOf = (counted: Counted, whose: string): string =>
  createHash('sha256').update(`${counted} ${whose}`).digest('base64url');
