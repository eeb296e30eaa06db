import { router, visitorProcedure } from '../access/procedures.ts';
import { startVisitorInput } from '../contract/inputs.ts';
import type { PublicProjectView, VisitorConversationView, VisitorSelfView } from '../contract/views.ts';
import { findVisitorsConversation } from '../conversation/conversation.queries.ts';
import { inProject } from '../db/scope.ts';
import { projectName } from '../project/project.queries.ts';
import { startVisitor } from './start-visitor.ts';

export const visitorRouter = router({
  /** The first thing a widget says. Keep the token: it is who this visitor is. */
  start: visitorProcedure.input(startVisitorInput).mutation(
    async ({
      ctx,
      input,
    }): Promise<{
      visitor: VisitorSelfView;
      visitorToken: string;
      project: PublicProjectView;
      conversation: VisitorConversationView | null;
    }> => {
      const { visitor, attributes } = await startVisitor(ctx, ctx.connection, ctx.caller, input);
      const { projectId } = visitor;
      return {
        visitor: { id: visitor.id, attributes },
        visitorToken: visitor.token,
        project: {
          id: projectId,
          name: await projectName(ctx.db, projectId),
          online: ctx.presence.isTeamOnline(projectId),
        },
        conversation: await findVisitorsConversation(inProject(ctx.db, projectId), visitor.id),
      };
    },
  ),
});
