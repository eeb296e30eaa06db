import { sql } from 'kysely';
import type { Services } from '../access/services.ts';
import type { Actor } from '../contract/events.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Trx } from '../db/database.ts';
import { acrossProjects } from '../db/scope.ts';
import type { Appended } from '../event-log/append-events.ts';
import { dropLeftLeases } from './call-leases.ts';
import { conversationOfCall, lockBarredCall, lockDueCall, lockLiveCalls, type LockedCall } from './call.queries.ts';
import type { Input } from './machine/call-input.ts';
import { transition } from './machine/transition.ts';
import { lockBarredSideCall, lockDueSideCall } from './side-call.queries.ts';
import { storeStep, updateCall } from './store-step.ts';

type SweepServices = Pick<Services, 'db' | 'announce' | 'log'>;

const SWEEP_MS = 1_000;
/** No sweep for this long: the server was away, not the clients. */
const GAP_MS = 5_000;
const SYSTEM: Actor = { kind: 'system' };

/** Deadlines are rows, so any process may act on them; `stop` resolves when the last sweep is done. */
export function startCallSweeper(services: SweepServices): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const sweep = async (): Promise<void> => {
    busy = true;
    try {
      await sweepCalls(services);
    } catch (cause) {
      services.log.warn({ err: cause }, 'calls were not swept; the next sweep follows');
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => {
    if (!busy) running = sweep();
  }, SWEEP_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

/** First makes good our own absence, then ends what is due, and what may not go on; then clears up after calls that are over. */
export async function sweepCalls(services: SweepServices, now = Date.now()): Promise<void> {
  const db = acrossProjects(services.db);
  services.announce(await db.transaction().execute((trx) => makeGoodAbsence(trx, now)));
  for (const one of [sweepDue, sweepDueBeside, sweepBarred, sweepBarredBeside]) {
    for (let more = true; more;) {
      const appended = await db.transaction().execute((trx) => one(trx, now));
      services.announce(appended ?? []);
      more = appended !== null;
    }
  }
  await dropLeftLeases(db, new Date(now));
}

/** The lock makes processes that start together wait here, until no deadline counts our absence any more. */
async function makeGoodAbsence(trx: Trx, now: number): Promise<Appended[]> {
  const { last_at } = await trx.selectFrom('call_sweep').select('last_at').forUpdate().executeTakeFirstOrThrow();
  await sweptUntil(trx, now);
  const ms = now - last_at.getTime();
  if (ms <= GAP_MS) return [];
  const began = performance.now();
  const appended: Appended[] = [];
  for (const locked of await lockLiveCalls(trx))
    appended.push(...(await run(trx, locked, { type: 'absent', ms }, now)));
  // With many calls this takes a while, which each of them was given: it is no absence of its own.
  await sweptUntil(trx, now + Math.ceil(Math.min(performance.now() - began, LIMITS.leaseMs)));
  return appended;
}

const sweptUntil = (trx: Trx, at: number) =>
  sql`update call_sweep set last_at = greatest(last_at, ${new Date(at)}::timestamptz)`.execute(trx);

/** @returns null when nothing is due */
const sweepDue = async (trx: Trx, now: number) => doDue(trx, await lockDueCall(trx, new Date(now)), now);
const sweepDueBeside = async (trx: Trx, now: number) => doDue(trx, await lockDueSideCall(trx, new Date(now)), now);

async function doDue(trx: Trx, locked: LockedCall | null, now: number): Promise<Appended[] | null> {
  if (locked === null) return null;
  // Leases may have moved the deadline meanwhile: then this alone puts the call back in its place.
  await updateCall(trx, locked.call);
  return run(trx, locked, { type: 'deadline' }, now);
}

/** Whoever takes a right away need not know of calls: they are looked at each second. */
const sweepBarred = async (trx: Trx, now: number) => bar(trx, await lockBarredCall(trx), now);
const sweepBarredBeside = async (trx: Trx, now: number) => bar(trx, await lockBarredSideCall(trx), now);

async function bar(trx: Trx, locked: LockedCall | null, now: number): Promise<Appended[] | null> {
  return locked === null ? null : run(trx, locked, { type: 'policy' }, now);
}

async function run(trx: Trx, { call, stream }: LockedCall, input: Input, now: number): Promise<Appended[]> {
  const step = transition(call, input, now);
  const conversation = await conversationOfCall(trx, call.conversationId);
  return storeStep(trx, call, step, { stream, conversation, actor: SYSTEM }, now);
}
