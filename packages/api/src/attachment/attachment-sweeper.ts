import { sql } from 'kysely';
import type { Services } from '../access/services.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { acrossProjects } from '../db/scope.ts';
import { dropAttachment } from './attachment.queries.ts';
import { purgeErasedFiles } from './erase-files.queries.ts';
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
  const unsent = every(SWEEP_MS, services, () => sweepAttachments(services));
  const erased = every(ERASED_MS, services, () => purgeErasedFiles(services.db, services.files.storage));
  return {
    stop: async () => {
      await Promise.all([unsent.stop(), erased.stop()]);
    },
  };
}

function every(ms: number, { log }: SweepServices, sweep: () => Promise<unknown>): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = sweep()
      .catch((cause: unknown) => log.warn({ err: cause }, 'files were not swept; the next sweep follows'))
      .then(() => {
        busy = false;
      });
  }, ms);
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}

/** What no message has taken along within a day goes: its objects first, then its row, which is how it is found again. */
export async function sweepAttachments(services: SweepServices, now = Date.now()): Promise<void> {
  const { storage } = services.files;
  const db = acrossProjects(services.db);
  await settleSent(db, new Date(now - SETTLE_MS));
  await giveUpUnsent(db, new Date(now - LIMITS.unsentFileMs));
  for (const row of await leaving(db)) {
    await storage.deleteAll(filePrefix(row));
    await dropAttachment(db, row);
  }
}

/** Its message is in the log, with this very file: a message sent again may name another one, and gets its first answer. */
const isInLog = sql<boolean>`exists (
  select from event e join conversation c on c.stream_id = e.stream_id
  where c.id = a.conversation_id and e.client_id = a.message_id
    and e.body -> 'attachments' @> jsonb_build_array(jsonb_build_object('id', a.id)))`;

async function settleSent(db: Db, before: Date): Promise<void> {
  await sql`
    update attachment set settled = true where (conversation_id, id) in (
      select a.conversation_id, a.id from attachment a
      where not a.settled and a.message_id is not null and a.touched_at < ${before} and ${isInLog}
      limit ${MAX_ROWS})`.execute(db);
}

/** Claiming a file touches it, and this looks at that once more when it has the row: a message on its way keeps its files. */
async function giveUpUnsent(db: Db, before: Date): Promise<void> {
  await sql`
    update attachment a set state = 'leaving'
    where not a.settled and a.state <> 'leaving' and a.touched_at < ${before} and not ${isInLog}`.execute(db);
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
