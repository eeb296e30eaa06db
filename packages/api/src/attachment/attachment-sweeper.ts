import { sql, type RawBuilder } from 'kysely';
import type { Services } from '../access/services.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { acrossProjects } from '../db/scope.ts';
import { dropAttachment, putOff } from './attachment.queries.ts';
import { purgeErasedFiles } from './erase-files.queries.ts';
import { Removals } from './removals.ts';
import { filePrefix } from './storage/file-storage.ts';

type SweepServices = Pick<Services, 'db' | 'files' | 'log'>;

const SWEEP_MS = 60_000;
/** Somebody has asked for it, and waits. */
const ERASED_MS = 1_000;
/** A message is appended within seconds of its claim. */
const SETTLE_MS = 60_000;
/** Of one look: rows that are held meanwhile, and objects to be deleted one after the other. */
const MAX_ROWS = 200;

/** Any process may sweep, several at once: each step comes to the same when it is done twice. */
export function startAttachmentSweeper(services: SweepServices): { stop(): Promise<void> } {
  const { db, files, log } = services;
  const removals = new Removals(files.storage, log);
  const unsent = every(SWEEP_MS, services, (isOver) => sweepAttachments(db, removals, Date.now(), isOver));
  const erased = every(ERASED_MS, services, (isOver) => purgeErasedFiles(db, removals, isOver));
  return {
    stop: async () => {
      await Promise.all([unsent.stop(), erased.stop()]);
    },
  };
}

function every(
  ms: number,
  { log }: SweepServices,
  sweep: (isOver: () => boolean) => Promise<void>,
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let stopped = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = sweep(() => stopped)
      .catch((cause: unknown) => log.warn({ err: cause }, 'files were not swept; the next sweep follows'))
      .then(() => {
        busy = false;
      });
  }, ms);
  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
      return running;
    },
  };
}

/** What no message has taken along within a day goes: its objects first, then its row, which is how it is found again. */
export async function sweepAttachments(
  db: Db,
  removals: Removals,
  now = Date.now(),
  isOver = () => false,
): Promise<void> {
  const all = acrossProjects(db);
  const steps = [
    () => settleSent(all, new Date(now - SETTLE_MS)),
    () => giveUpUnsent(all, new Date(now - LIMITS.unsentFileMs)),
    () => removeLeaving(all, removals, isOver),
  ];
  // A look that was full is followed by another one: a flood is not ahead of the sweep for long.
  for (const step of steps) while (!isOver() && (await step()) === MAX_ROWS);
}

/** Its message is in the log, with this very file: a message sent again may name another one, and gets its first answer. */
const isInLog = sql<boolean>`exists (
  select from event e join conversation c on c.stream_id = e.stream_id
  where c.id = a.conversation_id and e.client_id = a.message_id
    and e.body -> 'attachments' @> jsonb_build_array(jsonb_build_object('id', a.id)))`;

async function settleSent(db: Db, before: Date): Promise<number> {
  return rowsOf(
    db,
    sql`
    update attachment set settled = true where (conversation_id, id) in (
      select a.conversation_id, a.id from attachment a
      where not a.settled and a.state <> 'leaving' and a.message_id is not null and a.touched_at < ${before} and ${isInLog}
      limit ${MAX_ROWS})`,
  );
}

/** Claiming a file touches it, and this looks at that once more when it has the row: a message on its way keeps its files. */
async function giveUpUnsent(db: Db, before: Date): Promise<number> {
  const isGivenUp = sql`not a.settled and a.state <> 'leaving' and a.touched_at < ${before} and not ${isInLog}`;
  return rowsOf(
    db,
    sql`
    update attachment a set state = 'leaving' where ${isGivenUp} and (a.conversation_id, a.id) in (
      select a.conversation_id, a.id from attachment a where ${isGivenUp} limit ${MAX_ROWS})`,
  );
}

async function rowsOf(db: Db, update: RawBuilder<unknown>): Promise<number> {
  return Number((await update.execute(db)).numAffectedRows ?? 0n);
}

/** @returns how many it has looked at; of none that would go it looks at no more until the next sweep */
async function removeLeaving(db: Db, removals: Removals, isOver: () => boolean): Promise<number> {
  const rows = await leaving(db);
  let gone = 0;
  for (const row of rows) {
    if (isOver()) return 0;
    if (await removals.remove(filePrefix(row))) {
      await dropAttachment(db, row);
      gone += 1;
    } else await putOff(db, row);
  }
  return gone === 0 ? 0 : rows.length;
}

/** Also those that somebody else was about to delete, and has not come to it. */
function leaving(db: Db): Promise<{ conversation_id: string; id: string }[]> {
  return db
    .selectFrom('attachment')
    .select(['conversation_id', 'id'])
    .where('settled', '=', false)
    .where('state', '=', 'leaving')
    .orderBy('touched_at')
    .limit(MAX_ROWS)
    .execute();
}
