import { setTimeout as pause } from 'node:timers/promises';
import type { Findings, Scenario } from '../messages.ts';
import type { Client } from './client.ts';
import { type Clients, inTurns } from './clients.ts';
import { mark } from './run-channel.ts';

const SETTLE_MS = 300;
/** One socket may have 32 calls unanswered. */
const AUTHORS = 4;

type FanOut = Extract<Scenario, { kind: 'fanout' }>;

/** One visitor writes, in several tabs; many read the same conversation. A message is done when the last has it, and makes room for the next. */
export async function fanOut(clients: Clients, { readers, window, warmMs, measureMs }: FanOut): Promise<Findings> {
  const missing = new Map<number, number>();
  let sent = 0;
  let deliveries = 0;
  let disorder = 0;
  let isOver = false;
  const authors: Client[] = [];
  const send = (): void => {
    const author = authors[sent % authors.length];
    if (author === undefined || isOver) return;
    missing.set(sent, readers);
    clients.send(author, 0, sent);
    sent += 1;
  };
  await inTurns(readers, 64, (_i, done) => {
    let last: number | null = null;
    clients.connect(
      { kind: 'operator', n: 0 },
      {
        ready: (client) => clients.protocol.join(client, 0),
        joined: done,
        event: (_client, index, seq) => {
          if (index < 0) return;
          if (last !== null && seq !== last + 1) disorder += 1;
          last = seq;
          deliveries += 1;
          const left = (missing.get(index) ?? 0) - 1;
          if (left > 0) return void missing.set(index, left);
          missing.delete(index);
          send();
        },
      },
    );
  });
  await inTurns(AUTHORS, AUTHORS, (_i, done) => {
    authors.push(clients.connect({ kind: 'visitor', n: 0 }, { ready: done }));
  });
  // All have found the head, where they begin, before it moves.
  await pause(SETTLE_MS);
  for (let n = 0; n < window; n += 1) send();
  await pause(warmMs);
  await mark('start');
  const [before, startedAt] = [deliveries, performance.now()];
  await pause(measureMs);
  await mark('stop');
  const seconds = (performance.now() - startedAt) / 1_000;
  const during = deliveries - before;
  isOver = true;
  clients.cutAll();
  return { fault: clients.fault, seconds, disorder, deliveries: during };
}
