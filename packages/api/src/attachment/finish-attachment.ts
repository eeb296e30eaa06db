import { AppError, notFound } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import type { AttachmentView } from '../contract/views.ts';
import { inProject } from '../db/scope.ts';
import { findAttachment, markReady, toView, type AttachmentRow, type Kept } from './attachment.queries.ts';
import { safeName, withExtension } from './file-name.ts';
import { requireHarmlessContent } from './harmful.ts';
import { sniff } from './sniff.ts';
import { filePrefix, ObjectMissing, objectKey, partKey, readAll, type FileStorage } from './storage/file-storage.ts';
import { stored } from './storage/stored.ts';
import { WrongOffset } from './take-part.ts';

type FinishServices = Pick<Services, 'db' | 'files' | 'log'>;

/**
 * All parts are there: looks at what it is, makes a picture anew, keeps the rest as it is. Again, or on two nodes at once, it
 * comes to the same.
 * @throws AppError WRONG_OFFSET while parts are missing, FILE_REFUSED, TOO_LARGE, UNAVAILABLE, NOT_FOUND
 */
export async function finishAttachment(services: FinishServices, row: AttachmentRow): Promise<AttachmentView> {
  if (row.state === 'ready') return toView(row);
  if (row.received < row.size) throw new WrongOffset(row.received);
  const { files } = services;
  const db = inProject(services.db, row.project_id);
  const made = await files.turns.run(`${row.conversation_id} ${row.id}`, () => make(services, row));
  // Whoever was first has marked it; its parts are in nobody's way any more.
  if (made !== null && (await markReady(db, row, made))) {
    await stored(services.log, () => files.storage.deleteAll(`${filePrefix(row)}parts/`));
  }
  const now = await findAttachment(db, row);
  if (now?.state === 'ready') return toView(now);
  // It was taken back, or swept, in the meantime: what we have put there since is nobody's.
  await stored(services.log, () => files.storage.deleteAll(filePrefix(row)));
  throw notFound();
}

/** @returns null when its parts are gone: somebody else has finished it */
async function make({ files, log }: FinishServices, row: AttachmentRow): Promise<Kept | null> {
  const { storage } = files;
  try {
    const bytes = await stored(log, () => readParts(storage, row));
    const { kind, type, extension, image } = await sniff(bytes, row.declared_type);
    requireHarmlessContent(type);
    if (image === null) {
      await stored(log, () => storage.put(objectKey(row, 'file'), bytes));
      const name = withExtension(row.name, extension);
      return { kind, type, name, size: bytes.length, width: null, height: null, thumb_size: null };
    }
    const made = await files.images.make(image, bytes);
    const { thumb, width, height } = made;
    await stored(log, async () => {
      await storage.put(objectKey(row, 'file'), made.bytes);
      if (thumb !== null) await storage.put(objectKey(row, 'thumb'), thumb);
    });
    const name = safeName(row.name, made.extension);
    return { kind, type: made.type, name, size: made.bytes.length, width, height, thumb_size: thumb?.length ?? null };
  } catch (cause) {
    if (cause instanceof ObjectMissing) return null;
    throw cause;
  }
}

async function readParts(storage: FileStorage, row: AttachmentRow): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const name of row.parts) parts.push(await readAll(storage, partKey(row, name)));
  const bytes = Buffer.concat(parts);
  if (bytes.length !== row.size) throw new AppError('UNAVAILABLE', 'a part of this file is shorter than it was');
  return bytes;
}
