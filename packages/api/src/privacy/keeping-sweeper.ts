import { setTimeout } from 'node:timers/promises';
import type { Services } from '../access/services.ts';
import { dropOldAudit } from '../audit/audit.queries.ts';
import type { Trx } from '../db/database.ts';
import { acrossProjects } from '../db/scope.ts';
import { purgeBatch } from './erasure.queries.ts';
import { applyRules, IDLE, type Batch } from './apply-rules.ts';

type SweepServices = Pick<Services, 'db' | 'announce' | 'erased' | 'log'>;

const SWEEP_MS = 1_000;
/** Rules count days. */
const RULES_MS = 15 * 60_000;
const OLD_AUDIT = 1_000;

/** What has been erased goes, and what has come of age is erased; `stop` resolves when the last batch is done. */
export function startKeepingSweeper(services: SweepServices): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let stopped = false;
  const sweep = async (): Promise<void> => {
    busy = true;
    try {
      await sweepKeeping(services, () => stopped);
    } catch (cause) {
      services.log.warn({ err: cause }, 'erasing was interrupted; the next sweep goes on');
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => {
    if (!busy) running = sweep();
  }, SWEEP_MS);
  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
      return running;
    },
  };
}

/** Batch after batch, each a short transaction in which everybody else goes on. */
export async function sweepKeeping(services: SweepServices, isOver = () => false, now = Date.now()): Promise<void> {
  const db = acrossProjects(services.db);
  const dueSince = new Date(now - RULES_MS);
  for (let more = true; more && !isOver();) {
    const began = performance.now();
    const done = await db.transaction().execute((trx) => inTurn(trx, now, dueSince));
    services.announce(done.appended);
    if (done.conversationIds.length + done.visitorIds.length > 0) services.erased(done);
    more = done.more;
    // As long as it took: whatever there is to erase, half of the time is for others.
    if (more) await setTimeout(performance.now() - began);
  }
}

/** One node at a time: whoever finds the turn taken leaves it to the other one. */
async function inTurn(trx: Trx, now: number, dueSince: Date): Promise<Batch> {
  const turn = await trx.selectFrom('keeping_turn').select('retention_at').forUpdate().skipLocked().executeTakeFirst();
  if (turn === undefined) return IDLE;
  if (await purgeBatch(trx, new Date(now))) return { ...IDLE, more: true };
  if (turn.retention_at > dueSince) return IDLE;
  const batch = await applyRules(trx, now);
  if (batch.more || (await dropOldAudit(trx, OLD_AUDIT))) return { ...batch, more: true };
  await trx
    .updateTable('keeping_turn')
    .set({ retention_at: new Date(now) })
    .execute();
  return batch;
}
