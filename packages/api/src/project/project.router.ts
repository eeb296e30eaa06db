import { notFound } from '../access/app-error.ts';
import { operatorProcedure, router } from '../access/procedures.ts';
import { createProjectInput, projectInput, updateProjectInput } from '../contract/inputs.ts';
import type { MemberView, ProjectView } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import { createProject } from './create-project.ts';
import { requireAdmin, requireMember } from './project.policy.ts';
import { listMembers, listProjects } from './project.queries.ts';
import { updateProject } from './update-project.ts';

async function getProject(db: Db, operatorId: string, projectId: string): Promise<ProjectView> {
  const [project] = await listProjects(db, operatorId, projectId);
  if (project === undefined) throw notFound();
  return project;
}

export const projectRouter = router({
  create: operatorProcedure.input(createProjectInput).mutation(async ({ ctx, input }): Promise<ProjectView> => {
    const id = await createProject(ctx.db, ctx.caller.id, input);
    return getProject(ctx.db, ctx.caller.id, id);
  }),

  list: operatorProcedure.query(({ ctx }): Promise<ProjectView[]> => listProjects(ctx.db, ctx.caller.id)),

  get: operatorProcedure
    .input(projectInput)
    .query(({ ctx, input }): Promise<ProjectView> => getProject(ctx.db, ctx.caller.id, input.projectId)),

  update: operatorProcedure.input(updateProjectInput).mutation(async ({ ctx, input }): Promise<ProjectView> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    await updateProject(ctx.db, ctx.caller, input.projectId, input);
    return getProject(ctx.db, ctx.caller.id, input.projectId);
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
