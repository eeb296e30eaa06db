import { deepEqual, equal, ok } from 'node:assert/strict';
import { TcpProxy } from '../../support/tcp-proxy.ts';
import type { Check } from '../check.ts';
import { answer, candidate, connected, offer, pickUp, ringing, type Scene } from './phone.ts';

/** The visitor's line is cut while the other side goes on talking; what was missed comes once, in order. */
export async function reconnected(
  check: Check,
  { desk, conversationId, visitorParams }: Scene,
  url: string,
): Promise<void> {
  await using line = await TcpProxy.start(url);
  await using visitor = pickUp('visitor', line.url, visitorParams);
  const { id, heard } = await check.step('a call is being set up', async () => {
    const call = await visitor.ring(conversationId);
    const lines = { visitor: visitor.listen(call.id), desk: desk.listen(call.id) };
    await desk.send(call.id, ringing);
    ok((await desk.api.call.accept.mutate({ callId: call.id })).won);
    await visitor.send(call.id, offer('before the cut'));
    await lines.desk.untilSignal(offer('before the cut'));
    return { id: call.id, heard: lines };
  });
  await check.step(
    'the visitor’s line is cut; what the operator says meanwhile arrives once and in order',
    async () => {
      line.hold('up');
      line.cut();
      const missed = [answer('during the cut'), ...[1, 2, 3, 4, 5].map(candidate)];
      for (const signal of missed) await desk.send(id, signal);
      line.release();
      await heard.visitor.untilSignal(candidate(5));
      deepEqual(heard.visitor.signals(), missed);
    },
  );
  await check.step('the call goes on from there, to its end', async () => {
    await visitor.send(id, candidate(9));
    await heard.desk.untilSignal(candidate(9));
    await Promise.all([visitor.send(id, connected), desk.send(id, connected)]);
    for (const each of Object.values(heard)) await each.untilState('active');
    line.cut();
    await desk.api.call.end.mutate({ callId: id });
    for (const each of Object.values(heard)) await each.untilEnded('completed');
    deepEqual(heard.desk.signals(), [offer('before the cut'), candidate(9)]);
  });
  await check.step('no event came twice', () => {
    for (const { heard: log } of Object.values(heard))
      equal(new Set(log.heard.map((event) => event.id)).size, log.heard.length);
  });
}
