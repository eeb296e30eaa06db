import type { Readable } from 'node:stream';
import type { Db } from '../db/database.ts';
import type { AttachmentRow } from './attachment.queries.ts';
import { ObjectMissing, objectKey, type FileStorage } from './storage/file-storage.ts';

type ExportedFile = Pick<AttachmentRow, 'conversation_id' | 'id' | 'name'>;

/** At a time. */
const PAGE = 100;

/**
 * The files of a visitor's conversation, in order of id: those that either side has sent, and his own that wait to be sent.
 * `db` is the project's.
 */
export async function* exportedFiles(db: Db, conversationId: string): AsyncGenerator<ExportedFile, void, undefined> {
  for (let after: string | null = null, page: ExportedFile[] = []; after === null || page.length === PAGE;) {
    const id: string | null = after;
    page = await db
      .selectFrom('attachment')
      .select(['conversation_id', 'id', 'name'])
      .where('conversation_id', '=', conversationId)
      .where('state', '=', 'ready')
      .where((where) => where.or([where('message_id', 'is not', null), where('sender_kind', '=', 'visitor')]))
      .$if(id !== null, (query) => query.where('id', '>', id ?? ''))
      .orderBy('id')
      .limit(PAGE)
      .execute();
    yield* page;
    after = page.at(-1)?.id ?? '';
  }
}

/** @returns null when it is not there any more */
export async function openExported(storage: FileStorage, file: ExportedFile): Promise<Readable | null> {
  try {
    return await storage.open(objectKey(file, 'file'));
  } catch (cause) {
    if (cause instanceof ObjectMissing) return null;
    throw cause;
  }
}
