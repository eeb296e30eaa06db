import { anonymousProcedure, operatorProcedure, provenProcedure, router } from '../access/procedures.ts';
import type { Connection } from '../access/caller.ts';
import { userAgentOf } from '../access/user-agent.ts';
import {
  changePasswordInput,
  confirmSecondFactorInput,
  finishLoginInput,
  loginInput,
  memberInput,
  proveInput,
  registerInput,
  resetPasswordInput,
  revokeSessionInput,
} from '../contract/inputs.ts';
import type {
  NewSecondFactor,
  OneTimeLink,
  OperatorView,
  SecondFactorNeeded,
  SecurityView,
  SessionView,
  SignedIn,
} from '../contract/views.ts';
import { requireAdmin } from '../project/project.policy.ts';
import { anyOperator, deleteSession, listSessions } from './account.queries.ts';
import { changePassword, resetPassword } from './change-password.ts';
import { finishLogin } from './finish-login.ts';
import { login, type From } from './login.ts';
import { prove } from './prove.ts';
import { register } from './register.ts';
import { makeResetLink } from './reset-link.ts';
import { beginSecondFactor, confirm, disableSecondFactor, renewRecoveryCodes } from './second-factor.ts';
import { revokeOtherSessions, revokeSession } from './revoke-sessions.ts';
import { readSecurity } from './read-security.ts';

const from = (connection: Connection): From => ({ userAgent: userAgentOf(connection), network: connection.network });

export const accountRouter = router({
  /** Has nobody registered yet? The app then greets instead of asking for a password. And who may, afterwards? */
  isFirstRun: anonymousProcedure.query(
    async ({ ctx }): Promise<{ firstRun: boolean; registration: 'invited' | 'open' }> => ({
      firstRun: !(await anyOperator(ctx.db)),
      registration: ctx.env.REGISTRATION,
    }),
  ),

  register: anonymousProcedure
    .input(registerInput)
    .mutation(({ ctx, input }): Promise<SignedIn> => register(ctx, input, from(ctx.connection))),

  login: anonymousProcedure
    .input(loginInput)
    .mutation(({ ctx, input }): Promise<SignedIn | SecondFactorNeeded> => login(ctx, input, from(ctx.connection))),

  /** The second step, for who has a second factor. */
  finishLogin: anonymousProcedure
    .input(finishLoginInput)
    .mutation(({ ctx, input }): Promise<SignedIn> => finishLogin(ctx, input, from(ctx.connection))),

  /** By the token of a one-time link; a session is not opened. */
  resetPassword: anonymousProcedure
    .input(resetPasswordInput)
    .mutation(({ ctx, input }): Promise<void> => resetPassword(ctx, input, ctx.connection.network)),

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

  revokeSession: operatorProcedure
    .input(revokeSessionInput)
    .mutation(({ ctx, input }): Promise<void> => revokeSession(ctx, ctx.caller, input.sessionId)),

  revokeOtherSessions: operatorProcedure.mutation(({ ctx }): Promise<void> => revokeOtherSessions(ctx, ctx.caller)),

  changePassword: operatorProcedure
    .input(changePasswordInput)
    .mutation(({ ctx, input }): Promise<void> => changePassword(ctx, ctx.caller, input, ctx.connection.network)),

  security: operatorProcedure.query(({ ctx }): Promise<SecurityView> => readSecurity(ctx, ctx.caller)),

  /** After it, dangerous acts are open to this session for some minutes. */
  prove: operatorProcedure
    .input(proveInput)
    .mutation(({ ctx, input }): Promise<void> => prove(ctx, ctx.caller, input, ctx.connection.network)),

  beginSecondFactor: provenProcedure.mutation(({ ctx }): Promise<NewSecondFactor> =>
    beginSecondFactor(ctx, ctx.caller),
  ),

  confirmSecondFactor: provenProcedure
    .input(confirmSecondFactorInput)
    .mutation(async ({ ctx, input }): Promise<{ recoveryCodes: string[] }> => ({
      recoveryCodes: await confirm(ctx, ctx.caller, input.code, ctx.connection.network),
    })),

  disableSecondFactor: provenProcedure.mutation(({ ctx }): Promise<void> => disableSecondFactor(ctx, ctx.caller)),

  renewRecoveryCodes: provenProcedure.mutation(async ({ ctx }): Promise<{ recoveryCodes: string[] }> => ({
    recoveryCodes: await renewRecoveryCodes(ctx.db, ctx.caller),
  })),

  /** For a member who has forgotten his password; there is no mail to send him one by. */
  makeResetLink: provenProcedure.input(memberInput).mutation(async ({ ctx, input }): Promise<OneTimeLink> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return makeResetLink(ctx.db, ctx.caller, input);
  }),
});
