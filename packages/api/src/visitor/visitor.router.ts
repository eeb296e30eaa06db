import type { VisitorCaller } from '../access/caller.ts';
import { router, startedVisitorProcedure, visitorProcedure } from '../access/procedures.ts';
import type { Context } from '../access/services.ts';
import { identifyInput, keepTokenInput, startVisitorInput } from '../contract/inputs.ts';
import type { Attributes, StartedView } from '../contract/views.ts';
import { findVisitorsConversation } from '../conversation/conversation.queries.ts';
import { inProject } from '../db/scope.ts';
import { projectName } from '../project/project.queries.ts';
import { identifyVisitor } from './identify-visitor.ts';
import { noteVisit, startVisitor } from './start-visitor.ts';
import { endSession, keepToken, logOut, renewToken } from './visitor-token.ts';
import type { Page } from './visitor.table.ts';

interface Seen {
  attributes?: Attributes | undefined;
  page?: Page | undefined;
}

export const visitorRouter = router({
  /** The first thing a widget says. Keep the token: it is who this visitor is. */
  start: visitorProcedure.input(startVisitorInput).mutation(async ({ ctx, input }): Promise<StartedView> => {
    const visitor = await startVisitor(ctx, ctx.connection, ctx.caller);
    const started = await tell(ctx, visitor, input);
    if (ctx.caller.kind === 'guest') ctx.connection.become(visitor);
    return started;
  }),

  /** Instead of `start`, or after it, by a JWT that the site has signed. Keep the token that this answers with. */
  identify: visitorProcedure.input(identifyInput).mutation(async ({ ctx, input }): Promise<StartedView> => {
    const { token, ...seen } = input;
    const { visitor, replaced } = await identifyVisitor(ctx, ctx.connection, ctx.caller, token);
    const started = await tell(ctx, visitor, seen);
    if (replaced !== null) await endSession(ctx, replaced);
    return started;
  }),

  /** A new token, when the old one is a day old; `keepToken` when it is stored. */
  renewToken: startedVisitorProcedure.mutation(async ({ ctx }): Promise<{ visitorToken: string | null }> => ({
    visitorToken: await renewToken(ctx.db, ctx.caller),
  })),

  keepToken: startedVisitorProcedure
    .input(keepTokenInput)
    .mutation(({ ctx, input }): Promise<void> => keepToken(ctx.db, ctx.caller, input.visitorToken)),

  /** Ends what this browser may; its sockets are closed, this one last. */
  logout: startedVisitorProcedure.mutation(({ ctx }): Promise<void> => logOut(ctx, ctx.caller)),
});

async function tell(ctx: Context, visitor: VisitorCaller, seen: Seen): Promise<StartedView> {
  const { id, projectId, token, verifiedUntil, renew } = visitor;
  return {
    visitor: { id, attributes: await noteVisit(ctx.db, ctx.connection, visitor, seen) },
    visitorToken: token,
    project: {
      id: projectId,
      name: await projectName(ctx.db, projectId),
      online: ctx.presence.isTeamOnline(projectId),
    },
    conversation: await findVisitorsConversation(inProject(ctx.db, projectId), id),
    verifiedForMs: verifiedUntil === null ? null : Math.max(0, verifiedUntil.getTime() - Date.now()),
    renew,
  };
}
