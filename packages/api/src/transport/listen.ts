import type { Env } from '../env.ts';
import type { HttpAndSockets } from './create-server.ts';

/** @returns the URL that reaches it from this machine. */
export function listen({ server }: HttpAndSockets, { PORT, HOST }: Pick<Env, 'PORT' | 'HOST'>): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: PORT, ...(HOST === undefined ? {} : { host: HOST }) }, () => {
      server.off('error', reject);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : PORT;
      const host = HOST === undefined || HOST === '::' || HOST === '0.0.0.0' ? 'localhost' : HOST;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    });
  });
}

/** After the drain: what is still open has had its time. */
export function closeServer({ server, wss }: HttpAndSockets): Promise<void> {
  wss.close();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
