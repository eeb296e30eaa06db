import { deepEqual, equal } from 'node:assert/strict';
import { once } from 'node:events';
import { createVisitorClient } from '@parley/client';
import { CLOSE_CODES } from '@parley/api/contract/wire';
import { test } from 'vitest';
import { WebSocketServer } from 'ws';
import { until } from './parley.ts';

test('a server of another protocol: the client says so, fails what waits, and does not come again', async () => {
  // What our server does with a version that it does not know (checks, connect-auth), in one that knows none of ours.
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  let came = 0;
  server.on('connection', (socket) => {
    came += 1;
    socket.once('message', () => socket.close(CLOSE_CODES.badHello, 'PROTOCOL_VERSION'));
  });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = createVisitorClient({ serverUrl: `http://127.0.0.1:${address.port}`, projectKey: 'pk_x' });
  const started = await client.start().then(
    () => null,
    (cause: unknown) => cause,
  );
  deepEqual(await until(client.connection, ({ state }) => state === 'closed'), { state: 'closed', reason: 'protocol' });
  equal(started instanceof Error && 'code' in started && started.code, 'PROTOCOL_VERSION');
  equal(came, 1);
  await client.close();
  server.close();
});
