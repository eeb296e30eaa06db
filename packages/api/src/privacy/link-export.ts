import { notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { linkExpiry } from '../access/signed-link.ts';
import { record } from '../audit/audit.queries.ts';
import type { ExportForm, ExportLink } from '../contract/privacy-views.ts';
import { inProject } from '../db/scope.ts';
import { signExportLink } from './export-link.ts';
import { isThere } from './export.queries.ts';

/**
 * A link to all that is known of a visitor, for the session that asks alone, and for minutes. It is what the audit log tells of: who
 * has it may read.
 * @throws AppError NOT_FOUND, RATE_LIMITED
 */
export async function linkExport(
  { db, files, limits }: Pick<Services, 'db' | 'files' | 'limits'>,
  caller: OperatorCaller,
  { projectId, visitorId, form }: { projectId: string; visitorId: string; form: ExportForm },
): Promise<ExportLink> {
  limits.take('exportsByOperator', caller.id);
  await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      if (!(await isThere(trx, projectId, visitorId))) throw notFound();
      await record(trx, projectId, { verb: 'visitor.exported', actorId: caller.id, objectId: visitorId });
    });
  const expires = linkExpiry(Date.now());
  const url = signExportLink(files.key, { projectId, visitorId, form, sessionId: caller.sessionId }, expires);
  return { url, expiresAt: new Date(expires) };
}
