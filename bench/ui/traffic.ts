/** An app that is open all day: what its memory does while visitors write and write. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession } from 'playwright-core';
import { connectSocket } from '../../tests/support/api-client.ts';
import { say, visit } from '../../tests/support/people.ts';
import type { Measured } from './figures.ts';
import { loadUntil, MESSAGE, openDesk } from './open-desk.ts';
import type { Desk } from './seed-desk.ts';

const VISITORS = 40;
const EVENTS_PER_SECOND = 20;
const MIB = 2 ** 20;

/** @param minutes how long it lasts; the heap is looked at forty times, after a collection */
export async function measureTraffic(
  browser: Browser,
  url: string,
  desk: Desk,
  minutes: number,
  measured: Measured,
): Promise<void> {
  await using opened = await openDesk(browser, desk);
  await loadUntil(opened.page, `${url}/c/${desk.long}`, MESSAGE);
  const session = await opened.context.newCDPSession(opened.page);
  const end = performance.now() + minutes * 60_000;
  const writing = writeUntil(end, url, desk);
  const heaps: number[] = [];
  while (performance.now() < end) {
    await sleep((minutes * 60_000) / 40);
    heaps.push(await heapOf(session));
    process.stdout.write(`  heap ${heaps.at(-1)?.toFixed(1)} MiB\n`);
  }
  const sent = await writing;
  process.stdout.write(`  ${sent} messages in ${minutes} minutes\n`);
  const half = heaps.slice(Math.floor(heaps.length / 2));
  measured.add('heapAfter', half.at(-1) ?? Number.NaN);
  measured.add('heapGrowth', slope(half) * (half.length - 1));
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / MIB;
}

/** By least squares, per step. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, n) => sum + (n - middle) * (value - mean), 0);
  const under = values.reduce((sum, _value, n) => sum + (n - middle) ** 2, 0);
  return over / under;
}

/** Visitors in turns, each in a conversation of his own. @returns how many messages were acknowledged */
async function writeUntil(end: number, url: string, { projectKey }: Desk): Promise<number> {
  await using sockets = new AsyncDisposableStack();
  const visitors = [];
  for (let n = 0; n < VISITORS; n += 1) {
    const { params, conversationId } = await visit(url, projectKey, { name: `Writer ${n}` });
    visitors.push({ conversationId, api: sockets.use(connectSocket(url, params)).api });
  }
  const answers: Promise<unknown>[] = [];
  const begin = performance.now();
  for (let sent = 0; performance.now() < end; sent += 1) {
    const writer = visitors[sent % VISITORS];
    if (writer) answers.push(say(writer.api, writer.conversationId, `Word ${sent} of somebody who writes all day`));
    await sleep(Math.max(0, begin + ((sent + 1) * 1_000) / EVENTS_PER_SECOND - performance.now()));
  }
  return (await Promise.all(answers)).length;
}
