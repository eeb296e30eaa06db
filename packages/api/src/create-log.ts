import { pino, type DestinationStream, type Logger } from 'pino';
import type { Env } from './env.ts';

/** Postgres quotes the row that it refused, and with it what people have written (AU2). */
const QUOTES_OF_THE_DATABASE = ['err.detail', 'err.where', 'err.internalQuery'];
const SECRETS = ['*.password', '*.sessionToken', '*.visitorToken', '*.text', '*.sdp'];

/** The process's log: JSON lines, on stdout unless told otherwise. */
export function createLog(level: Env['LOG_LEVEL'], destination?: DestinationStream): Logger {
  const options = { level, redact: [...SECRETS, ...QUOTES_OF_THE_DATABASE] };
  return destination === undefined ? pino(options) : pino(options, destination);
}
