import { operatorProcedure, router } from '../access/procedures.ts';
import { listAuditInput } from '../contract/inputs.ts';
import type { AuditEntryView } from '../contract/privacy-views.ts';
import { requireOwner } from '../project/project.policy.ts';
import { listAudit } from './audit.queries.ts';

export const auditRouter = router({
  /** For owners alone: admins are among those whom it watches. Newest first. */
  list: operatorProcedure
    .input(listAuditInput)
    .query(async ({ ctx, input }): Promise<{ items: AuditEntryView[]; nextCursor: number | null }> => {
      await requireOwner(ctx.db, ctx.caller, input.projectId);
      const { cursor, limit } = input;
      const found = await listAudit(ctx.db, input.projectId, { beforeId: cursor ?? null, limit: limit + 1 });
      const items = found.slice(0, limit);
      return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
    }),
});
