import { getTRPCErrorFromUnknown } from '@trpc/server';
import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { toWireError } from '../access/app-error.ts';
import { ERRORS } from '../contract/wire.ts';

export function answerInWords(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(`${text}\n`);
}

/** What went wrong beside tRPC, in the words that a failed call has. What is under way already is cut instead. */
export function failWith(log: Logger, res: ServerResponse, cause: unknown): void {
  const { parley, message } = toWireError(getTRPCErrorFromUnknown(cause));
  const { code } = parley;
  if (code === 'INTERNAL') log.error({ err: cause }, 'file failed');
  else if (code === 'UNAVAILABLE') log.warn({ err: cause }, 'file failed for now');
  else log.debug({ code }, 'file refused');
  if (res.headersSent) return void res.destroy();
  if (parley.retryAfterMs !== undefined) res.setHeader('Retry-After', Math.ceil(parley.retryAfterMs / 1_000));
  const body = JSON.stringify({ parley, message });
  // What is left of the request's body nobody reads.
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Connection: 'close' };
  res.writeHead(ERRORS[code].http, headers).end(body);
}
