import { describe, expect, test } from 'vitest';
import { headersOf, overHttp } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh } from '../support/in-process-server.ts';
import { registerOperator } from '../support/people.ts';
import { EventStream } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';

/** Room for a busy machine; without a sweep, or a place among the session's streams, nothing would ever come. */
const SOON_MS = 20_000;

describe.each(testDatabases())('revoking a session on %s', (kind) => {
  test(
    '[AU1] without a word of it closes its sockets all the same, and nobody else’s',
    async () => {
      await using server = await startFresh(kind);
      const revoked = await registerOperator(server.url);
      const other = await registerOperator(server.url, 'Otto');
      await using socket = await RawSocket.open({ url: server.url, params: revoked.params });
      await using others = await RawSocket.open({ url: server.url, params: other.params });
      await Promise.all([socket, others].map((one) => one.call('query', 'account.me', undefined)));

      // As another process does whose bus is down.
      await server.running.services.db.deleteFrom('session').where('operator_id', '=', revoked.me.id).execute();
      expect(await socket.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' });
      expect(await others.call('query', 'account.me', undefined)).toContain(other.me.id);
    },
    SOON_MS,
  );

  test(
    '[AU1] ends a stream over HTTP whose request did not say that it wants one',
    async () => {
      await using server = await startFresh(kind);
      const { params } = await registerOperator(server.url);
      const { id: projectId } = await overHttp(server.url, params).project.create.mutate({ name: 'Shop' });
      const headers = { ...headersOf(params), accept: '*/*' };
      await using stream = await EventStream.open(server.url, 'presence.events', { projectId }, headers);
      await overHttp(server.url, params).account.logout.mutate();
      while ((await stream.next()) !== null);
    },
    SOON_MS,
  );
});
