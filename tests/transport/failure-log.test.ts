import { expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { startFresh } from '../support/in-process-server.ts';
import { registerOperator } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';

test('a refused call is logged with the id of its connection', async () => {
  await using server = await startFresh('embedded');
  const { params } = await registerOperator(server.url);
  await using socket = await RawSocket.open({ url: server.url, params });
  await socket.call('query', 'project.get', { projectId: uuidv7() });
  const entries = server.logs.map((line): unknown => JSON.parse(line));
  const opened = entries.find((entry) => is(entry, { msg: 'socket opened', caller: 'operator' }));
  const refused = entries.find((entry) => is(entry, { msg: 'call refused', path: 'project.get' }));
  expect(refused).toMatchObject({ code: 'NOT_FOUND', connection: Reflect.get(Object(opened), 'connection') });
});

function is(entry: unknown, fields: Record<string, string>): boolean {
  return Object.entries(fields).every(([name, value]) => Reflect.get(Object(entry), name) === value);
}
