import { randomUUID } from 'node:crypto';
import { AppError, notFound } from '../access/app-error.ts';
import type { Participant } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { inProject } from '../db/scope.ts';
import { LIMITS } from '../contract/wire.ts';
import { requireOwnAttachment } from './attachment.policy.ts';
import { addPart, findAttachment, type AttachmentRow } from './attachment.queries.ts';
import { partKey } from './storage/file-storage.ts';
import { stored } from './storage/stored.ts';

export interface Part {
  conversationId: string;
  attachmentId: string;
  offset: number;
  length: number;
}

/** Where the next part begins. */
export class WrongOffset extends AppError {
  readonly received: number;
  constructor(received: number) {
    super('WRONG_OFFSET', 'the next part begins elsewhere');
    this.received = received;
  }
}

/**
 * Takes one part of a file, durably. What was there already is refused with the place to go on at.
 * @param read the part's bytes, once it is known that they are wanted
 * @returns how much has arrived
 * @throws AppError NOT_FOUND, TOO_LARGE, INVALID_INPUT, UNAVAILABLE; WrongOffset
 */
export async function takePart(
  services: Pick<Services, 'db' | 'files' | 'log'>,
  caller: Participant,
  part: Part,
  read: () => Promise<Buffer>,
): Promise<number> {
  const row = await requireOwnAttachment(services.db, caller, part);
  requireFitting(row, part);
  const bytes = await read();
  if (bytes.length !== part.length) throw new AppError('INVALID_INPUT', 'a part is as long as it says');
  // Each has a name of its own: of two who bring the same part at once, neither writes over what the other's row counts on.
  const name = randomUUID();
  const { storage } = services.files;
  const db = inProject(services.db, row.project_id);
  await stored(services.log, () => storage.put(partKey(row, name), bytes));
  if (await addPart(db, row, { ...part, name })) return part.offset + part.length;
  await stored(services.log, () => storage.delete(partKey(row, name)));
  // What is gone by now was taken back, or swept.
  const now = await findAttachment(db, row);
  if (now === null || now.state === 'leaving') throw notFound();
  throw new WrongOffset(now.received);
}

function requireFitting(row: AttachmentRow, { offset, length }: Part): void {
  if (row.state !== 'uploading' || row.received !== offset) throw new WrongOffset(row.received);
  if (length > LIMITS.partBytes) throw new AppError('TOO_LARGE', `a part has at most ${LIMITS.partBytes} bytes`);
  const end = offset + length;
  if (end > row.size) throw new AppError('TOO_LARGE', 'the file was announced smaller');
  if (length < LIMITS.minPartBytes && end < row.size) throw new AppError('INVALID_INPUT', 'this part is too small');
}
