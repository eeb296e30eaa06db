import { operatorProcedure, provenProcedure, router } from '../access/procedures.ts';
import { makeIdentityKeyInput, projectInput, revokeIdentityKeyInput } from '../contract/inputs.ts';
import type { IdentityKeyView, NewIdentityKey } from '../contract/views.ts';
import { inProject } from '../db/scope.ts';
import { listIdentityKeys } from './identity-key.queries.ts';
import { makeIdentityKey, revokeIdentityKey } from './identity-keys.ts';
import { requireAdmin } from './project.policy.ts';

/** What a site signs its visitors' identities with. */
export const identityKeyRouter = router({
  list: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<IdentityKeyView[]> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return listIdentityKeys(inProject(ctx.db, input.projectId), input.projectId);
  }),

  /** The private half is told here alone. */
  make: provenProcedure.input(makeIdentityKeyInput).mutation(async ({ ctx, input }): Promise<NewIdentityKey> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return makeIdentityKey(ctx.db, ctx.caller.id, input);
  }),

  revoke: provenProcedure.input(revokeIdentityKeyInput).mutation(async ({ ctx, input }): Promise<void> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    await revokeIdentityKey(ctx, ctx.caller.id, input);
  }),
});
