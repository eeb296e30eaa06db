import type { Env } from '../env.ts';
import type { HttpAndSockets } from './create-server.ts';

/**
 * Connections that wait to be accepted; the kernel takes at most `net.core.somaxconn`, 4,096 on Linux. When thousands come
 * back in one moment, those past Node's own 511 are dropped and knock again after a second.
 */
const BACKLOG = 4_096;

/** @returns the URL that reaches it from this machine. */
export function listen({ server }: HttpAndSockets, { PORT, HOST }: Pick<Env, 'PORT' | 'HOST'>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: PORT, backlog: BACKLOG, ...(HOST === undefined ? {} : { host: HOST }) }, () => {
      server.off('error', reject);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : PORT;
      const host = HOST === undefined || HOST === '::' || HOST === '0.0.0.0' ? 'localhost' : HOST;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    });
  });
}

/** Requests under way get their answer, as the sockets' calls do; event streams have no end to wait for. */
const LAST_REQUESTS_MS = 3_000;

/** After the drain: nobody new is let in, and what is still open when its time has passed is cut. */
export async function closeServer({ server, wss }: HttpAndSockets): Promise<void> {
  wss.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const cut = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
  await closed;
  clearTimeout(cut);
}
