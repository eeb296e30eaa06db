import { AppError, notFound } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import type { AttachmentView } from '../contract/views.ts';
import type { ErrorCode } from '../contract/wire.ts';
import { inProject } from '../db/scope.ts';
import { findAttachment, markReady, startAnew, toView, type AttachmentRow } from './attachment.queries.ts';
import { cancelAttachment } from './cancel-attachment.ts';
import { keepFile } from './keep-file.ts';
import { filePrefix, ObjectMissing, partKey, readAll, type FileStorage } from './storage/file-storage.ts';
import { stored } from './storage/stored.ts';
import { WrongOffset } from './take-part.ts';

type FinishServices = Pick<Services, 'db' | 'files' | 'log'>;

/** The same bytes would be judged in the same way again. */
const REFUSALS: readonly ErrorCode[] = ['FILE_REFUSED', 'TOO_LARGE', 'QUOTA_EXCEEDED'];

/**
 * All parts are there: looks at what it is, makes a picture anew, keeps the rest as it is. Again, or on two nodes at once, it
 * comes to the same. What is refused is gone.
 * @throws AppError WRONG_OFFSET while parts are missing, FILE_REFUSED, TOO_LARGE, QUOTA_EXCEEDED, RATE_LIMITED, UNAVAILABLE, NOT_FOUND
 */
export async function finishAttachment(services: FinishServices, row: AttachmentRow): Promise<AttachmentView> {
  if (row.state === 'ready') return toView(row);
  return services.files.turns.run(`${row.conversation_id} ${row.id}`, async () => {
    // Whoever waited for his turn looks at what has become of it.
    const now = await findAttachment(inProject(services.db, row.project_id), row);
    if (now === null || now.state === 'leaving') throw notFound();
    if (now.state === 'ready') return toView(now);
    if (now.received < now.size) throw new WrongOffset(now.received);
    return finish(services, now);
  });
}

async function finish(services: FinishServices, row: AttachmentRow): Promise<AttachmentView> {
  const { files, log } = services;
  const db = inProject(services.db, row.project_id);
  const bytes = await stored(log, () => readParts(files.storage, row));
  // The database has lost its tail, and with it that this file was finished before: the parts are gone, or others.
  if (bytes === null && (await startAnew(db, row))) throw new WrongOffset(0);
  if (bytes !== null && (await keep(services, row, bytes))) {
    // They are in nobody's way any more.
    await stored(log, () => files.storage.deleteAll(`${filePrefix(row)}parts/`));
  }
  const now = await findAttachment(db, row);
  if (now?.state === 'ready') return toView(now);
  if (now?.state === 'uploading') throw new WrongOffset(now.received);
  // It was taken back, or swept, in the meantime: what we have put there since is nobody's.
  await stored(log, () => files.storage.deleteAll(filePrefix(row)));
  throw notFound();
}

/** @returns false when it is no longer what was looked at */
async function keep(services: FinishServices, row: AttachmentRow, bytes: Buffer): Promise<boolean> {
  try {
    const kept = await keepFile(services, row, bytes);
    return await markReady(inProject(services.db, row.project_id), row, kept, services.files.quotaBytes);
  } catch (cause) {
    // Otherwise each try would cost as much as the first.
    if (cause instanceof AppError && REFUSALS.includes(cause.appCode)) await cancelAttachment(services, row);
    throw cause;
  }
}

/** @returns null when they are not what the row says */
async function readParts(storage: FileStorage, row: AttachmentRow): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  try {
    for (const name of row.parts) parts.push(await readAll(storage, partKey(row, name)));
  } catch (cause) {
    if (cause instanceof ObjectMissing) return null;
    throw cause;
  }
  const bytes = Buffer.concat(parts);
  return bytes.length === row.size ? bytes : null;
}
