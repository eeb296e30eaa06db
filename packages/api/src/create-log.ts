import { pino, type DestinationStream, type Logger } from 'pino';
import type { Env } from './env.ts';

/** Postgres quotes the row that it refused, and with it what people have written (AU2). */
const QUOTES_OF_THE_DATABASE = ['err.detail', 'err.where', 'err.internalQuery'];
const SECRETS = ['*.password', '*.sessionToken', '*.visitorToken', '*.text', '*.sdp'];

/** What is written in one go, and how long the first line of it waits at most. */
const FULL_BYTES = 4_096;
const FLUSH_MS = 50;

/**
 * The process's log: JSON lines, on stdout unless told otherwise. They are gathered, and written beside the work: to wait
 * for each took 6 % of the time in which thousands come back. What is fatal, and the end of the process, wait for all that
 * is left; a `kill -9` loses the last moment.
 */
export function createLog(level: Env['LOG_LEVEL'], destination?: DestinationStream): Logger {
  const options = { level, redact: [...SECRETS, ...QUOTES_OF_THE_DATABASE] };
  return pino(
    options,
    destination ?? pino.destination({ sync: false, minLength: FULL_BYTES, periodicFlush: FLUSH_MS }),
  );
}
