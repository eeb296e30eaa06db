import { expect, test } from 'vitest';
import { online, startParley, until } from './parley.ts';
import { startFlakyProxy } from './flaky-proxy.ts';

test('[EL3] a thread that was on a WebSocket goes on over HTTP when the network lets no WebSocket through any more', async () => {
  await using parley = await startParley();
  await using proxy = await startFlakyProxy(parley.server.url);
  const visitor = parley.visitor({ serverUrl: proxy.url, environment: { random: () => 0 } });
  await visitor.start();
  const conversationId = await visitor.openConversation();
  const thread = visitor.thread(conversationId);
  const desk = parley.operator.thread(conversationId);
  const shows = (text: string) =>
    until(thread, ({ items }) => items.some((item) => item.kind === 'message' && item.text === text));

  await desk.send('over a socket').acknowledged;
  await shows('over a socket');
  proxy.blockWebSockets = true;
  proxy.cut();
  await online(visitor.connection, 'http');
  await desk.send('over http').acknowledged;
  await shows('over http');
  expect(thread.getSnapshot().lastSeq).toBeGreaterThanOrEqual(2);
});
