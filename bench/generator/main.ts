/** A generator: one scenario against one contestant, in a process of its own. Its assignment is its argument. */
import type { Assignment, Findings, Scenario } from '../messages.ts';
import { chat } from './chat.ts';
import { Clients } from './clients.ts';
import { fanOut } from './fan-out.ts';
import { idle } from './idle.ts';
import { report } from './run-channel.ts';
import { signal } from './signal.ts';
import { storm } from './storm.ts';

function perform(scenario: Scenario, clients: Clients): Promise<Findings> {
  switch (scenario.kind) {
    case 'chat':
      return chat(clients, scenario);
    case 'fanout':
      return fanOut(clients, scenario);
    case 'idle':
      return idle(clients, scenario);
    case 'storm':
      return storm(clients, scenario);
    case 'signal':
      return signal(clients, scenario);
    case 'append':
    case 'start':
      throw new Error(`${scenario.kind} has no clients`);
  }
}

async function overSockets(assignment: Assignment, wire: Clients['wire']): Promise<Findings> {
  const clients = new Clients(assignment, wire);
  const findings = await Promise.race([perform(assignment.scenario, clients), clients.lost]).catch(
    (cause: unknown) => ({ fault: clients.fault ?? String(cause), seconds: 0 }),
  );
  clients.cutAll();
  return findings;
}

async function withoutServer({ databaseUrl, scenario }: Assignment): Promise<Findings> {
  if (scenario.kind !== 'append') throw new Error(`${scenario.kind} needs a server`);
  // Only here: what it loads would make the generators of all others slower to start.
  const { append } = await import('./append.ts');
  return append(databaseUrl, scenario);
}

// Broken off.
process.once('disconnect', () => process.exit(1));
const assignment: Assignment = JSON.parse(process.argv[2] ?? '');
const { wire } = assignment;
report(await (wire === 'none' ? withoutServer(assignment) : overSockets(assignment, wire)));
// The channel has to carry the report before it closes.
process.removeAllListeners('disconnect');
process.disconnect?.();
