import { createOperatorClient } from '@parley/client';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { startFlakyProxy } from './flaky-proxy.ts';
import { startParley, until } from './parley.ts';

test('[CL1] who has declined has declined, though the line was dead and the call was put away before it was back', async () => {
  await using parley = await startParley();
  await using proxy = await startFlakyProxy(parley.server.url);
  const visitor = parley.visitor();
  await visitor.start();
  const conversationId = await visitor.openConversation();
  const callId = uuidv7();
  await visitor.api.call.start.mutate({ callId, conversationId, media: 'audio' });
  const desk = createOperatorClient({ serverUrl: proxy.url, sessionToken: parley.sessionToken });
  const declined = desk.call(callId);
  await until(declined, ({ phase }) => phase === 'incoming');
  const other = parley.operator.call(callId);
  await until(other, ({ phase }) => phase === 'incoming');

  proxy.silent = true;
  const told = declined.decline('everyone');
  await until(declined, ({ phase }) => phase === 'ended');
  declined.dispose();
  proxy.cut();
  proxy.silent = false;
  await told;
  const { endReason } = await until(other, ({ phase }) => phase === 'ended');
  expect(endReason).toBe('declined_elsewhere');
  await desk.close();
});
