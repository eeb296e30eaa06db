import { initTRPC } from '@trpc/server';
import superjson from 'superjson';
import { LIMITS } from '../contract/wire.ts';
import { AppError, toWireError } from './app-error.ts';
import type { Caller } from './caller.ts';
import { isProven } from './credential.queries.ts';
import type { Context } from './services.ts';

export type Audience = 'anonymous' | 'operator' | 'visitor';
interface Meta {
  /** Who may call; a test walks the router and fails on a procedure without it. */
  audience: readonly Audience[];
  /** Dangerous: only soon after a proof. */
  needsProof?: true;
}

/**
 * Inputs are plain JSON: superjson would build what a stranger describes (a typed array of a billion) before
 * routing, authentication or zod have seen it. Outputs are ours, and carry dates.
 */
const transformer = {
  input: { serialize: (value: unknown) => value, deserialize: (value: unknown) => value },
  output: {
    // What superjson would find out by walking it; most answers are that small.
    serialize: (value: unknown) => (isFlat(value) ? { json: value } : superjson.serialize(value)),
    deserialize: (value: Parameters<typeof superjson.deserialize>[0]): unknown => superjson.deserialize(value),
  },
};

/** Numbers, booleans and text in one object: JSON as it is. */
function isFlat(value: unknown): boolean {
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(
    (field) => typeof field === 'string' || typeof field === 'boolean' || Number.isFinite(field),
  );
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer,
    isDev: false,
    errorFormatter: ({ shape, error }) => {
      const { parley, message } = toWireError(error);
      return { ...shape, message, data: { code: shape.data.code, httpStatus: shape.data.httpStatus, parley } };
    },
    sse: {
      ping: { enabled: true, intervalMs: LIMITS.pingMs },
      client: { reconnectAfterInactivityMs: LIMITS.silenceMs },
    },
  });

export const router = t.router;

function allow<K extends Caller['kind']>(kinds: readonly K[]) {
  const isAllowed = (caller: Caller): caller is Extract<Caller, { kind: K }> =>
    kinds.some((kind) => kind === caller.kind);
  return t.middleware(({ ctx, next }) => {
    const { caller } = ctx.connection;
    if (isAllowed(caller)) return next({ ctx: { caller } });
    throw new AppError(caller.kind === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
  });
}

/** Whoever has a connection at all. */
export const anyoneProcedure = t.procedure.meta({ audience: ['anonymous', 'operator', 'visitor'] });

/** Before signing in; a signed-in operator may as well. */
export const anonymousProcedure = t.procedure
  .meta({ audience: ['anonymous', 'operator'] })
  .use(allow(['anonymous', 'operator']));

export const operatorProcedure = t.procedure.meta({ audience: ['operator'] }).use(allow(['operator']));

/**
 * For what a stolen session must not do: its operator has shown within the last minutes, by his password or a code, that it
 * is he. PROOF_REQUIRED says that `account.prove` is to be called first.
 */
export const provenProcedure = operatorProcedure
  .meta({ audience: ['operator'], needsProof: true })
  .use(async ({ ctx, next }) => {
    if (await isProven(ctx.db, ctx.caller.sessionId)) return next();
    throw new AppError('PROOF_REQUIRED', 'show first that it is you');
  });

/** Anyone with a project's key: who has started, and who is about to. */
export const visitorProcedure = t.procedure.meta({ audience: ['visitor'] }).use(allow(['guest', 'visitor']));

/** A visitor who has started. */
export const startedVisitorProcedure = t.procedure.meta({ audience: ['visitor'] }).use(allow(['visitor']));

/** Both sides of a conversation; the policy of each procedure says which conversations. */
export const participantProcedure = t.procedure
  .meta({ audience: ['operator', 'visitor'] })
  .use(allow(['operator', 'visitor']));
