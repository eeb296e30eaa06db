import { operatorProcedure, router } from '../access/procedures.ts';
import { changeCannedInput, makeCannedInput, projectInput, removeCannedInput } from '../contract/inputs.ts';
import type { CannedReplyView } from '../contract/talk-views.ts';
import { inProject } from '../db/scope.ts';
import { requireAdmin, requireMember } from '../project/project.policy.ts';
import { listCanned } from './canned.queries.ts';
import { changeCanned, makeCanned, removeCanned } from './change-canned.ts';

/** Words that all of a project's operators use, and its admins look after. */
export const cannedRouter = router({
  list: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<CannedReplyView[]> => {
    await requireMember(ctx.db, ctx.caller, input.projectId);
    return listCanned(inProject(ctx.db, input.projectId), input.projectId);
  }),

  make: operatorProcedure.input(makeCannedInput).mutation(async ({ ctx, input }): Promise<CannedReplyView> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return makeCanned(ctx.db, ctx.caller.id, input);
  }),

  change: operatorProcedure.input(changeCannedInput).mutation(async ({ ctx, input }): Promise<CannedReplyView> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return changeCanned(ctx.db, ctx.caller.id, input);
  }),

  remove: operatorProcedure.input(removeCannedInput).mutation(async ({ ctx, input }): Promise<void> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    await removeCanned(ctx.db, ctx.caller.id, input);
  }),
});
