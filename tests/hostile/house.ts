import { equal, ok } from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { ProjectView } from '@parley/api/contract/views';
import { createTestDatabase, testDatabases } from '../support/database.ts';
import { createProject, registerOperator, visit, type TestOperator, type TestVisitor } from '../support/people.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { keepsNothing, logsNothing, sampleOf, saysNothing, telling, type LogFields } from './aftermath.ts';
import { Enemy } from './enemy.ts';
import { HonestClient } from './honest-client.ts';

const PROBE = fileURLToPath(new URL('./probe.ts', import.meta.url));
/** Questions before the first attack: what is compiled and cached by then is nobody's attack. */
const WARM_UP = 50;
/**
 * No measure of speed: whoever waited this long, and so many times as long as ever in peace, waited for a server that
 * stood still.
 */
const STANDSTILL_MS = 10_000;
const STANDSTILL_TIMES = 100;

export interface House extends AsyncDisposable {
  server: ServerProcess;
  operator: TestOperator;
  project: ProjectView;
  /** Whose token the enemy has: his own, and good. */
  visitor: TestVisitor;
  /**
   * Lets the enemy act while an honest client goes on, and looks after it: the same process, the honest one served,
   * nothing kept in memory, nothing said or logged that should not be, and one line of the log that tells of it.
   */
  attack(tells: LogFields, act: (enemy: Enemy) => Promise<void>): Promise<void>;
}

/** A server in a process of its own, with people in it, and with the limits that everybody has. */
export async function openHouse(variables: Record<string, string> = {}): Promise<House> {
  const database = await createTestDatabase(testDatabases().at(-1) ?? 'embedded');
  const env = { ...database.env, LOG_LEVEL: 'debug', RATE_LIMIT_FACTOR: '1', ...variables };
  const server = await startServerProcess({ env, probe: PROBE });
  const { url, pid } = server;
  const operator = await registerOperator(url);
  const project = await createProject(url, operator);
  const visitor = await visit(url, project.key);
  const neighbour = await visit(url, project.key);
  const honest = await HonestClient.open(url, neighbour);
  for (let asked = 0; asked < WARM_UP; asked += 1) await honest.ask();
  const patience = Math.max(STANDSTILL_MS, STANDSTILL_TIMES * Math.max(...honest.latencies));
  const calm = await sampleOf(server);
  const secrets = [operator.password, operator.params.sessionToken, neighbour.params.visitorToken];

  async function attack(tells: LogFields, act: (enemy: Enemy) => Promise<void>): Promise<void> {
    const logged = server.logs().length;
    const asked = honest.latencies.length;
    honest.start();
    const enemy = new Enemy(url);
    try {
      await act(enemy);
    } finally {
      await enemy[Symbol.asyncDispose]();
      await honest.stop();
    }
    // Whatever was asked before, this was asked after it.
    await honest.ask();
    ok(Math.max(...honest.latencies.slice(asked)) < patience, 'the honest client had to wait for the attack');
    equal(server.pid, pid);
    await telling(server, logged, tells);
    await keepsNothing(server, calm);
    saysNothing(enemy.heard, secrets);
    logsNothing(server.logs().slice(logged), secrets);
  }

  return {
    server,
    operator,
    project,
    visitor,
    attack,
    [Symbol.asyncDispose]: async () => {
      await honest[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
