import { setTimeout as pause } from 'node:timers/promises';
import type { Findings, Scenario } from '../messages.ts';
import { CONVERSATIONS } from '../names.ts';
import { FROM_THE_START } from './client.ts';
import { type Clients, inTurns } from './clients.ts';
import { serverMemory } from './run-channel.ts';

type Idle = Extract<Scenario, { kind: 'idle' }>;

/** The first connections load code and fill pools: they come, and go, before the first look. */
const WARM_UP = 200;

/** Resident memory that each quiet connection costs, with its one subscription and its thread read to the end. */
export async function idle(clients: Clients, { connections, settleMs }: Idle): Promise<Findings> {
  const fill = (n: number): Promise<void> =>
    inTurns(n, 64, (i, done) => {
      const conversation = i % CONVERSATIONS;
      const client = clients.connect(
        { kind: 'visitor', n: conversation },
        { ready: (ready) => clients.protocol.join(ready, conversation), event: done },
      );
      client.cursor = FROM_THE_START;
    });
  await fill(WARM_UP);
  clients.cutAll();
  await pause(settleMs);
  const before = await serverMemory();
  const startedAt = performance.now();
  await fill(connections);
  await pause(settleMs);
  const after = await serverMemory();
  const seconds = (performance.now() - startedAt) / 1_000;
  clients.cutAll();
  return { fault: clients.fault, seconds, bytesPerConnection: (after - before) / connections };
}
