import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';

/** The server that a check talks to. */
export interface Target extends AsyncDisposable {
  url: string;
  /** `null`: somebody else's server, whose log we can't read and which is not ours to kill. */
  server: ServerProcess | null;
}

/** A fresh process of ours on what `env` names, or on a throwaway embedded database. */
export async function startTarget(env: Record<string, string>): Promise<Target> {
  const directory = await mkdtemp(join(tmpdir(), 'parley-check-'));
  // A check that is given up on ends the process without disposing of anything.
  const removeAtExit = (): void => rmSync(directory, { recursive: true, force: true });
  process.once('exit', removeAtExit);
  const removeDirectory = async (): Promise<void> => {
    process.off('exit', removeAtExit);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const server = await startServerProcess({ env: { DATA_DIR: directory, ...env } });
    return {
      url: server.url,
      server,
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]();
        await removeDirectory();
      },
    };
  } catch (cause) {
    await removeDirectory();
    throw cause;
  }
}

/** `PARLEY_URL`: that server. Else a fresh one, on the Postgres of `DATABASE_URL` where that is given. */
export function targetFromEnvironment(): Promise<Target> {
  const { PARLEY_URL, DATABASE_URL } = process.env;
  if (PARLEY_URL !== undefined && PARLEY_URL !== '') {
    return Promise.resolve({
      url: new URL(PARLEY_URL).origin,
      server: null,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  }
  return startTarget(DATABASE_URL === undefined || DATABASE_URL === '' ? {} : { DATABASE_URL });
}
