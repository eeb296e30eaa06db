import type { TRPCError } from '@trpc/server';
import type { Logger } from 'pino';
import { toWireError } from '../access/app-error.ts';
import type { Context } from '../access/services.ts';
import { appRouter } from '../app-router.ts';

interface Failure {
  error: TRPCError;
  path: string | undefined;
  type: string;
  /** Absent when it was the context that failed. */
  ctx: Context | undefined;
}

/** Logs what a client was refused: our own failures with their cause, his mistakes by code alone (AU2). */
export function logFailure(root: Logger) {
  return ({ error, path, type, ctx }: Failure): void => {
    const log = ctx?.connection.log ?? root;
    const why = brokenFrame(error.cause);
    if (why !== null) {
      log.info({ why }, 'frame refused');
      return;
    }
    const { code } = toWireError(error).parley;
    const where = { path: procedureOf(path), type, code };
    if (code === 'INTERNAL') log.error({ ...where, err: error.cause ?? error }, 'call failed');
    else if (code === 'UNAVAILABLE') log.warn({ ...where, err: error.cause ?? error }, 'call failed for now');
    else log.debug(where, 'call refused');
  };
}

/** What leads nowhere may be anything, a token in the wrong place for one: it is not quoted. */
function procedureOf(path: string | undefined): string | undefined {
  return path !== undefined && Object.hasOwn(appRouter._def.procedures, path) ? path : undefined;
}

/** What `ws` calls a frame that breaks the protocol, which the adapter reports as a failure of ours. */
function brokenFrame(cause: unknown): string | null {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return typeof code === 'string' && code.startsWith('WS_ERR_') ? code : null;
}
