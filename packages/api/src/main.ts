import { createLog } from './create-log.ts';
import { readEnv, type Env } from './env.ts';
import { startServer } from './server.ts';

/** The process: environment → database → log → bus → server, and backwards when it is asked to stop. */
function environment(): Env {
  try {
    return readEnv(process.env);
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exit(1);
  }
}

const env = environment();
const log = createLog(env.LOG_LEVEL);

function die(message: string) {
  return (cause: unknown): never => {
    log.fatal({ err: cause }, message);
    process.exit(1);
  };
}
// Neither is relied on: a process in an unknown state must not go on taking messages.
process.on('uncaughtException', die('uncaught exception'));
process.on('unhandledRejection', die('unhandled rejection'));

try {
  const running = await startServer({ env, log, onCrash: die('the embedded database stopped') });
  if (process.stdout.isTTY)
    process.stdout.write(
      `\nParley is ready: ${env.PUBLIC_URL ?? running.url} — demo page: ${env.PUBLIC_URL ?? running.url}/demo\n\n`,
    );

  // `stop` is the same promise the second time: from a terminal a signal may come twice, by npm and by the group.
  const stop = (signal: NodeJS.Signals): void => {
    log.info({ signal }, 'stopping');
    running.stop(env.DRAIN_SECONDS * 1_000).then(() => {
      log.info('stopped');
      process.exit(0);
    }, die('stopping failed'));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (cause) {
  const message = cause instanceof Error ? cause.message : String(cause);
  log.fatal({ err: cause }, message);
  process.stderr.write(`Parley did not start: ${message}\n`);
  process.exit(1);
}
