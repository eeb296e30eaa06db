import { notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import { operatorProcedure, provenProcedure, router } from '../access/procedures.ts';
import { createProjectInput, demandSecondFactorInput, projectInput, updateProjectInput } from '../contract/inputs.ts';
import type { MemberView, ProjectView } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import { createProject } from './create-project.ts';
import { demandSecondFactor } from './demand-second-factor.ts';
import { requireAdmin, requireMember, requireOwner, secondFactorDemanded } from './project.policy.ts';
import { listMembers, listProjects } from './project.queries.ts';
import { updateProject } from './update-project.ts';

async function getProject(db: Db, caller: OperatorCaller, projectId: string): Promise<ProjectView> {
  const [project] = await listProjects(db, caller, projectId);
  if (project === undefined) throw notFound();
  if (project.locked === true) throw secondFactorDemanded();
  return project;
}

export const projectRouter = router({
  create: operatorProcedure.input(createProjectInput).mutation(async ({ ctx, input }): Promise<ProjectView> => {
    const id = await createProject(ctx.db, ctx.caller.id, input);
    return getProject(ctx.db, ctx.caller, id);
  }),

  list: operatorProcedure.query(({ ctx }): Promise<ProjectView[]> => listProjects(ctx.db, ctx.caller)),

  get: operatorProcedure
    .input(projectInput)
    .query(({ ctx, input }): Promise<ProjectView> => getProject(ctx.db, ctx.caller, input.projectId)),

  update: operatorProcedure.input(updateProjectInput).mutation(async ({ ctx, input }): Promise<ProjectView> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    await updateProject(ctx.db, ctx.caller, input.projectId, input);
    return getProject(ctx.db, ctx.caller, input.projectId);
  }),

  demandSecondFactor: provenProcedure
    .input(demandSecondFactorInput)
    .mutation(async ({ ctx, input }): Promise<ProjectView> => {
      await requireOwner(ctx.db, ctx.caller, input.projectId);
      await demandSecondFactor(ctx, ctx.caller, input);
      return getProject(ctx.db, ctx.caller, input.projectId);
    }),

  members: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<MemberView[]> => {
    await requireMember(ctx.db, ctx.caller, input.projectId);
    const members = await listMembers(ctx.db, input.projectId);
    return members.map(({ id, name, role }) => ({
      operator: { id, name },
      role,
      online: ctx.presence.isOperatorOnline(input.projectId, id),
    }));
  }),
});
