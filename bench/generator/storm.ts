import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import type { Findings, Scenario } from '../messages.ts';
import { PROJECTS, projectOf } from '../names.ts';
import { FROM_THE_START, type Client } from './client.ts';
import { type Clients, inTurns } from './clients.ts';
import { mark } from './run-channel.ts';
import { Talk } from './talk.ts';

type Storm = Extract<Scenario, { kind: 'storm' }>;

/** Servers notice a cut at once; what they do about it is over in this time. */
const CUT_MS = 1_000;
/** Opened between two looks at what has arrived, so that the generator's own work is not taken for the server's. */
const CONNECTS_AT_ONCE = 25;

/**
 * All know their place, are cut, miss `missed` messages each, and come back in the same moment. Meanwhile bystanders,
 * whose connections have held, chat on.
 */
export async function storm(clients: Clients, { clients: count, missed, bystanders }: Storm): Promise<Findings> {
  const past: Client[] = [];
  await inTurns(count, 64, (n, done) => {
    const client = clients.connect(
      { kind: 'visitor', n },
      { ready: (ready) => clients.protocol.join(ready, n), event: done },
    );
    client.cursor = FROM_THE_START;
    past.push(client);
  });
  // Recovery remembers what was sent to a room, so each has to have got something live.
  await write(clients, count, 1);
  await pause(CUT_MS);
  for (const client of past) clients.cut(client);
  await pause(CUT_MS);
  await write(clients, count, missed);
  const talk = new Talk(clients, { first: count, count: bystanders.conversations });
  await talk.open();
  talk.atRate(bystanders.rate);
  await pause(CUT_MS);

  await mark('start');
  talk.begin();
  await comeBack(clients, past, missed);
  const seconds = talk.end();
  await mark('stop');
  const found = await talk.finish();
  return { fault: clients.fault, seconds, caughtUpMs: seconds * 1_000, ...found };
}

/** Resolves when the last has all that he missed. */
async function comeBack(clients: Clients, past: readonly Client[], missed: number): Promise<void> {
  const all = Promise.withResolvers<void>();
  let behind = past.length;
  for (const [n, before] of past.entries()) {
    let got = 0;
    clients.connect(
      before.who,
      {
        ready: (client) => void (client.recovered || clients.protocol.join(client, n)),
        event: () => {
          got += 1;
          if (got !== missed) return;
          behind -= 1;
          if (behind === 0) all.resolve();
        },
      },
      before,
    );
    if (n % CONNECTS_AT_ONCE === 0) await breathe();
  }
  await all.promise;
}

let index = 0;

/** The operators write `each` messages into every conversation, in order. */
async function write(clients: Clients, conversations: number, each: number): Promise<void> {
  const waiting = new Map<number, () => void>();
  const authors = await Promise.all(
    Array.from(
      { length: PROJECTS },
      (_, project) =>
        new Promise<Client>((resolve) => {
          clients.connect(
            { kind: 'operator', n: project },
            {
              ready: resolve,
              ack: (_client, request, refused) => {
                if (refused !== null) clients.failed(refused);
                waiting.get(request)?.();
              },
            },
          );
        }),
    ),
  );
  await inTurns(conversations * each, PROJECTS * 8, (i, done) => {
    const conversation = i % conversations;
    const author = authors[projectOf(conversation)];
    if (author === undefined) throw new Error('a project without an operator');
    waiting.set(clients.send(author, conversation, (index += 1)), done);
  });
  for (const author of authors) clients.cut(author);
}
