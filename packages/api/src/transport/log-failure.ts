import type { TRPCError } from '@trpc/server';
import type { Logger } from 'pino';
import { toWireError } from '../access/app-error.ts';
import type { Context } from '../access/services.ts';

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
    const where = { path: path?.slice(0, 128), type, code };
    if (code === 'INTERNAL') log.error({ ...where, err: error.cause ?? error }, 'call failed');
    else if (code === 'UNAVAILABLE') log.warn({ ...where, err: error.cause ?? error }, 'call failed for now');
    else log.debug(where, 'call refused');
  };
}

/** What `ws` calls a frame that breaks the protocol, which the adapter reports as a failure of ours. */
function brokenFrame(cause: unknown): string | null {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return typeof code === 'string' && code.startsWith('WS_ERR_') ? code : null;
}
