import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A NATS server of one's own, on a free port. Rejects where it is not installed. */
export async function startNats(): Promise<{ url: string; stop: () => Promise<void> }> {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;
  const child = spawn('nats-server', ['--addr', '127.0.0.1', '--port', '-1'], {
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  await once(child, 'spawn');
  const stop = async (): Promise<void> => {
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  };
  for await (const line of createInterface(child.stderr)) {
    const port = /Listening for client connections on .*:(\d+)$/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stderr.resume();
    return { url: `nats://127.0.0.1:${port}`, stop };
  }
  throw new Error('nats-server ended without a port');
}
