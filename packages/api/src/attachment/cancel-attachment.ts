import { notFound } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import { inProject } from '../db/scope.ts';
import { dropAttachment, markLeaving, type AttachmentRow } from './attachment.queries.ts';
import { filePrefix } from './storage/file-storage.ts';
import { stored } from './storage/stored.ts';

/** First nobody gets at it, then its objects go, then its row: whatever breaks in between, the sweeper goes on there. */
export async function cancelAttachment(
  { db, files, log }: Pick<Services, 'db' | 'files' | 'log'>,
  row: AttachmentRow,
): Promise<void> {
  const own = inProject(db, row.project_id);
  if (!(await markLeaving(own, row))) throw notFound();
  await stored(log, () => files.storage.deleteAll(filePrefix(row)));
  await dropAttachment(own, row);
}
