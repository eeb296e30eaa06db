import { setTimeout } from 'node:timers/promises';
import type { Services } from '../access/services.ts';
import { endOverSessions } from '../access/visitor-session-end.queries.ts';
import { dropOldAudit } from '../audit/audit.queries.ts';
import type { Db, Trx } from '../db/database.ts';
import { acrossProjects } from '../db/scope.ts';
import { applyRules, ruledProjects, type Ruled } from './apply-rules.ts';
import { purgeBatch } from './purge.queries.ts';
import { yielding } from './unlink.ts';

type SweepServices = Pick<Services, 'db' | 'announce' | 'erased' | 'log'>;

const SWEEP_MS = 1_000;
/** Rules count days. */
const RULES_MS = 15 * 60_000;
const OLD_AUDIT = 1_000;
const OVER = 200;

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
      services.log.warn({ err: cause }, 'rules for keeping were not looked at; the next sweep follows');
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

/** Batch after batch, each a short transaction in which everybody else goes on. What fails is told, and holds up nothing else. */
async function sweepKeeping(services: SweepServices, isOver: () => boolean): Promise<void> {
  const db = acrossProjects(services.db);
  const whileMore = async (batch: () => Promise<boolean>): Promise<void> => {
    for (let more = true; more && !isOver();) {
      const began = performance.now();
      more = await batch();
      // As long as it took: whatever there is to erase, half of the time is for others.
      if (more) await setTimeout(performance.now() - began);
    }
  };
  /** @returns false when it failed */
  const step = async (act: () => Promise<boolean>, failed: string, about: object = {}): Promise<boolean> => {
    try {
      return await act();
    } catch (cause) {
      services.log.warn({ err: cause, ...about }, failed);
      return false;
    }
  };
  const purge = (): Promise<boolean> =>
    step(() => ifFree(db, (trx) => purgeBatch(trx, new Date())), 'erasing was interrupted; the next sweep goes on');
  const endOver = (): Promise<boolean> =>
    step(() => ifFree(db, (trx) => endOverSessions(trx, OVER)), 'sessions that are over were not ended');
  const dropAudit = (): Promise<boolean> =>
    step(() => ifFree(db, (trx) => dropOldAudit(trx, OLD_AUDIT)), 'old rows of the audit log were not deleted');

  await whileMore(purge);
  if (!(await ifFree(db, rulesAreDue))) return;
  for (const project of await ruledProjects(db)) {
    const apply = (): Promise<boolean> =>
      step(() => applyBatch(services, db, project), 'a rule was not applied; those of other projects are', {
        project: project.id,
      });
    // What somebody asks for meanwhile does not wait for the end of this.
    await whileMore(async () => (await purge()) || apply());
  }
  await whileMore(endOver);
  await whileMore(dropAudit);
}

async function applyBatch(services: SweepServices, db: Db, project: Ruled): Promise<boolean> {
  const unlinked = await yielding(db, async (trx) => {
    await turn(trx).execute();
    return applyRules(trx, project, Date.now());
  });
  if (unlinked === null) return false;
  services.announce(unlinked.appended);
  services.erased(unlinked);
  return true;
}

const turn = (trx: Trx) => trx.selectFrom('keeping_turn').select('retention_at').forUpdate();

/** One node at a time: whoever finds the turn taken leaves it to the other one. */
function ifFree(db: Db, act: (trx: Trx) => Promise<boolean>): Promise<boolean> {
  return yielding(db, async (trx) => {
    const free = await turn(trx).skipLocked().executeTakeFirst();
    return free !== undefined && act(trx);
  });
}

/** Whoever is told so applies them: they are due again when their time has come, whatever becomes of him. */
async function rulesAreDue(trx: Trx): Promise<boolean> {
  const now = Date.now();
  const { numUpdatedRows } = await trx
    .updateTable('keeping_turn')
    .set({ retention_at: new Date(now) })
    .where('retention_at', '<=', new Date(now - RULES_MS))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
