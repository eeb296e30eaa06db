import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './shell.ts';

/**
 * Network, mounts and processes of its own. What is made in there cannot be seen from outside, and the kernel takes it
 * all away with the first process in it, however that one ends.
 */
export const OWN_WORLD = ['unshare', '--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'] as const;

const BROKEN_OFF = 130;

/**
 * Runs a file of ours in a world of its own, as its first process. It has to call `enterWorld` before anything else.
 * `onWord` is given what it sends. @returns its exit code, when the world is gone
 */
export async function runInOwnWorld(
  file: string,
  args: readonly string[],
  onWord: (text: string) => void = () => undefined,
): Promise<number> {
  const root = await mkdtemp(join(tmpdir(), 'parley-calls-lab-'));
  const [unshare, ...namespaces] = OWN_WORLD;
  const child = spawn(unshare, [...namespaces, process.execPath, file, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, TMPDIR: root },
  });
  child.on('message', (word) => {
    if (typeof word === 'string') onWord(word);
  });
  // The end of the channel ends the first process; by a signal to `unshare` we would not learn when the others are gone.
  const stop = (): void => {
    if (child.connected) child.disconnect();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // Whoever started us with a channel of his own was killed.
  process.on('disconnect', stop);
  // The channel's end comes behind the last word.
  const [[code]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  await rmdir(root);
  return typeof code === 'number' ? code : BROKEN_OFF;
}

/** From here on `tmpdir()`, and the names of network namespaces, which are files, are of this world alone. */
export async function enterWorld(): Promise<void> {
  process.on('disconnect', () => process.exit(BROKEN_OFF));
  await run('mkdir', '-p', NAMES);
  // Postgres runs as another user, and has to get to its directory.
  for (const path of [tmpdir(), NAMES]) await run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'calls-lab', path);
  // Nobody here knows names. Asked is one's own loopback, and not the host's resolver over a network that is not there.
  const resolvers = join(tmpdir(), 'resolv.conf');
  await writeFile(resolvers, 'nameserver 127.0.0.1\n');
  await run('mount', '--bind', resolvers, '/etc/resolv.conf');
}

const NAMES = '/run/netns';
