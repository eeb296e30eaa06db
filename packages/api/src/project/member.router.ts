import { notFound } from '../access/app-error.ts';
import { operatorProcedure, provenProcedure, router } from '../access/procedures.ts';
import {
  acceptInvitationInput,
  changeRoleInput,
  inviteInput,
  memberInput,
  projectInput,
  revokeInvitationInput,
} from '../contract/inputs.ts';
import { isAdmin } from '../contract/roles.ts';
import type { InvitationView, TeamMemberView } from '../contract/views.ts';
import { inProject } from '../db/scope.ts';
import { changeRole, removeMember } from './change-members.ts';
import { acceptInvitation, invite, type Invitation } from './invite.ts';
import { deleteInvitation, listInvitations, listTeam } from './member.queries.ts';
import { requireAdmin, requireMember } from './project.policy.ts';

export const memberRouter = router({
  list: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<TeamMemberView[]> => {
    const { role } = await requireMember(ctx.db, ctx.caller, input.projectId);
    return listTeam(ctx.db, input.projectId, isAdmin(role));
  }),

  invitations: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<InvitationView[]> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return listInvitations(ctx.db, input.projectId);
  }),

  /** The token is told here alone; there is no mail to send it by. */
  invite: provenProcedure.input(inviteInput).mutation(async ({ ctx, input }): Promise<Invitation> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return invite(ctx.db, ctx.caller, input);
  }),

  revokeInvitation: operatorProcedure.input(revokeInvitationInput).mutation(async ({ ctx, input }): Promise<void> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    if (!(await deleteInvitation(inProject(ctx.db, input.projectId), input.projectId, input.invitationId)))
      throw notFound();
  }),

  accept: operatorProcedure
    .input(acceptInvitationInput)
    .mutation(async ({ ctx, input }): Promise<{ projectId: string }> => ({
      projectId: await acceptInvitation(ctx.db, ctx.caller, input.token),
    })),

  changeRole: provenProcedure.input(changeRoleInput).mutation(async ({ ctx, input }): Promise<void> => {
    await requireMember(ctx.db, ctx.caller, input.projectId);
    await changeRole(ctx, ctx.caller, input);
  }),

  /** One's own id: leaving. */
  remove: provenProcedure.input(memberInput).mutation(async ({ ctx, input }): Promise<void> => {
    await requireMember(ctx.db, ctx.caller, input.projectId);
    await removeMember(ctx, ctx.caller, input);
  }),
});
