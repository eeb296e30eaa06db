import { notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { record } from '../audit/audit.queries.ts';
import type { ExportHead } from '../contract/privacy-views.ts';
import { inProject } from '../db/scope.ts';
import { readExportHead } from './export.queries.ts';

/**
 * Who the visitor is and which conversations he has. From now on this operator may read them out, page by page: no node ever
 * holds more than a page, and no link leads to any of it.
 * @throws AppError NOT_FOUND, RATE_LIMITED
 */
export async function beginExport(
  { db, limits }: Pick<Services, 'db' | 'limits'>,
  caller: OperatorCaller,
  { projectId, visitorId }: { projectId: string; visitorId: string },
): Promise<ExportHead> {
  limits.take('exportsByOperator', caller.id);
  return inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      const head = await readExportHead(trx, projectId, visitorId);
      if (head === null) throw notFound();
      await record(trx, projectId, { verb: 'visitor.exported', actorId: caller.id, objectId: visitorId });
      return head;
    });
}
