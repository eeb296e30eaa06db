import { notFound } from '../access/app-error.ts';
import { anonymousProcedure, operatorProcedure, router } from '../access/procedures.ts';
import { loginInput, registerInput, revokeSessionInput } from '../contract/inputs.ts';
import type { OperatorView, SessionView } from '../contract/views.ts';
import { anyOperator, deleteSession, listSessions } from './account.queries.ts';
import { login } from './login.ts';
import { register, type SignedIn } from './register.ts';

export const accountRouter = router({
  /** Has nobody registered yet? The app then greets instead of asking for a password. */
  isFirstRun: anonymousProcedure.query(async ({ ctx }): Promise<{ firstRun: boolean }> => ({
    firstRun: !(await anyOperator(ctx.db)),
  })),

  register: anonymousProcedure
    .input(registerInput)
    .mutation(({ ctx, input }): Promise<SignedIn> => register(ctx.db, input, ctx.connection.userAgent)),

  login: anonymousProcedure
    .input(loginInput)
    .mutation(({ ctx, input }): Promise<SignedIn> => login(ctx.db, input, ctx.connection.userAgent)),

  /** Ends this session; its sockets are closed, this one last. */
  logout: operatorProcedure.mutation(async ({ ctx }): Promise<void> => {
    await deleteSession(ctx.db, ctx.caller.id, ctx.caller.sessionId);
    ctx.revokeSessions([ctx.caller.sessionId]);
  }),

  me: operatorProcedure.query(({ ctx }): OperatorView => {
    const { id, email, name } = ctx.caller;
    return { id, email, name };
  }),

  sessions: operatorProcedure.query(({ ctx }): Promise<SessionView[]> =>
    listSessions(ctx.db, ctx.caller.id, ctx.caller.sessionId),
  ),

  revokeSession: operatorProcedure.input(revokeSessionInput).mutation(async ({ ctx, input }): Promise<void> => {
    if (!(await deleteSession(ctx.db, ctx.caller.id, input.sessionId))) throw notFound();
    ctx.revokeSessions([input.sessionId]);
  }),
});
