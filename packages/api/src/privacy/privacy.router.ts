import { operatorProcedure, provenProcedure, router } from '../access/procedures.ts';
import { exportVisitorInput, projectInput, projectVisitorInput, retentionInput } from '../contract/inputs.ts';
import type { ErasureView, ExportLink, RetentionPreview, RetentionRules } from '../contract/privacy-views.ts';
import { inProject } from '../db/scope.ts';
import { requireAdmin, requireMember, requireOwner } from '../project/project.policy.ts';
import { eraseVisitor } from './erase-visitor.ts';
import { listErasures } from './erasure.queries.ts';
import { linkExport } from './link-export.ts';
import { previewRules, readRules } from './retention.queries.ts';
import { setRules } from './set-rules.ts';

export const privacyRouter = router({
  eraseVisitor: provenProcedure.input(projectVisitorInput).mutation(async ({ ctx, input }): Promise<void> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    const { inbox } = await requireMember(ctx.db, ctx.caller, input.projectId);
    await eraseVisitor(ctx, ctx.caller, { ...input, inbox });
  }),

  /** What is out of sight and not gone yet. */
  erasures: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<ErasureView[]> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return listErasures(ctx.db, input.projectId);
  }),

  exportVisitor: provenProcedure.input(exportVisitorInput).mutation(async ({ ctx, input }): Promise<ExportLink> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return linkExport(ctx, ctx.caller, input);
  }),

  retention: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<RetentionRules> => {
    await requireMember(ctx.db, ctx.caller, input.projectId);
    return readRules(inProject(ctx.db, input.projectId), input.projectId);
  }),

  /** What these rules would erase if they were in force now; nothing is changed. */
  previewRetention: operatorProcedure.input(retentionInput).query(async ({ ctx, input }): Promise<RetentionPreview> => {
    await requireOwner(ctx.db, ctx.caller, input.projectId);
    return previewRules(inProject(ctx.db, input.projectId), input.projectId, input);
  }),

  setRetention: provenProcedure.input(retentionInput).mutation(async ({ ctx, input }): Promise<void> => {
    await requireOwner(ctx.db, ctx.caller, input.projectId);
    await setRules(ctx.db, ctx.caller, input.projectId, input);
  }),
});
