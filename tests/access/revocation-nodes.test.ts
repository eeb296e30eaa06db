import { expect, describe, inject, test } from 'vitest';
import { overHttp } from '../support/api-client.ts';
import { createTestDatabase } from '../support/database.ts';
import { registerOperator } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { startServerProcess } from '../support/server-process.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const BOUND_MS = 90_000;
const nats = inject('natsUrl');

/** How the second node hears of it; `dead`: its bus has gone since it started, and the sweep remains. */
const buses = ['postgres', ...(nats === null ? [] : ['nats', 'nats, dead'])];

describe.skipIf(inject('postgresUrl') === null)('two nodes', () => {
  test.each(buses)(
    '[AU1] a session revoked on one closes its sockets on the other: bus %s',
    async (bus) => {
      await using database = await createTestDatabase('server');
      await using link = await TcpProxy.start(nats ?? 'nats://127.0.0.1:4222');
      const env = bus === 'postgres' ? {} : { NATS_URL: link.url.replace('http:', 'nats:') };
      await using one = await startServerProcess({ env: { ...database.env, ...env } });
      await using other = await startServerProcess({ env: { ...database.env, ...env } });
      const { params } = await registerOperator(one.url);
      await using socket = await RawSocket.open({ url: other.url, params });
      await socket.call('query', 'account.me', undefined);
      if (bus === 'nats, dead') link.halfOpen();
      await overHttp(one.url, params).account.logout.mutate();
      expect(await socket.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
    },
    BOUND_MS,
  );
});
