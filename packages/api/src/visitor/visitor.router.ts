import { router, startedVisitorProcedure, visitorProcedure } from '../access/procedures.ts';
import { identifyInput, keepTokenInput, startVisitorInput } from '../contract/inputs.ts';
import type { StartedView } from '../contract/views.ts';
import { identifyVisitor } from './identify-visitor.ts';
import { startVisitor } from './start-visitor.ts';
import { keepToken, logOut, renewToken } from './visitor-token.ts';

export const visitorRouter = router({
  /** The first thing a widget says. Keep the token: it is who this visitor is. */
  start: visitorProcedure
    .input(startVisitorInput)
    .mutation(({ ctx, input }): Promise<StartedView> => startVisitor(ctx, ctx.caller, input)),

  /** Instead of `start`, or after it, by a JWT that the site has signed. Keep the token that this answers with. */
  identify: visitorProcedure.input(identifyInput).mutation(({ ctx, input }): Promise<StartedView> => {
    const { token, ...seen } = input;
    return identifyVisitor(ctx, ctx.caller, token, seen);
  }),

  /** A new token, when the old one is a day old; `keepToken` when it is stored. */
  renewToken: startedVisitorProcedure.mutation(async ({ ctx }): Promise<{ visitorToken: string | null }> => ({
    visitorToken: await renewToken(ctx.db, ctx.caller),
  })),

  keepToken: startedVisitorProcedure
    .input(keepTokenInput)
    .mutation(({ ctx, input }): Promise<void> => keepToken(ctx, ctx.caller, input.visitorToken)),

  /** Ends what this browser may; its sockets are closed, this one last. */
  logout: startedVisitorProcedure.mutation(({ ctx }): Promise<void> => logOut(ctx, ctx.caller)),
});
