import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contestant } from '../contestants/contestants.ts';
import {
  asText,
  type Assignment,
  type Findings,
  type FromGenerator,
  type Scenario,
  type ToGenerator,
} from '../messages.ts';
import { canPin, OTHERS_CORE, pinned } from './cores.ts';
import { npmStart } from './npm-start.ts';
import type { Postgres } from './postgres.ts';
import { ServerUnderTest } from './server.ts';

const GENERATOR = fileURLToPath(new URL('../generator/main.ts', import.meta.url));
/** Nothing here takes longer by itself: what does hangs, and the run goes on without it. */
const LIMIT_MS = 120_000;

export interface Cell {
  contestant: Contestant;
  scenario: Scenario;
  /** To be copied for this measurement. */
  template: string;
  nodes?: number;
  /** Writes a processor profile of the first node here. */
  profile?: string | undefined;
}

export interface Measured extends Findings {
  /** Processor time of all the contestant's processes between the marks; NaN when it has none. */
  cpuSeconds: number;
  /** The same of the Postgres processes that work for it; NaN when they are out of sight. */
  postgresSeconds: number;
  startedInMs: number;
}

/** One contestant, fresh processes, a fresh database, one scenario. */
export async function measure(postgres: Postgres, cell: Cell): Promise<Measured> {
  if (cell.scenario.kind === 'start') {
    const startedInMs = await npmStart(cell.scenario.again);
    return {
      fault: null,
      seconds: startedInMs / 1_000,
      cpuSeconds: Number.NaN,
      postgresSeconds: Number.NaN,
      startedInMs,
    };
  }
  const database = await postgres.create(cell.template);
  const servers: ServerUnderTest[] = [];
  try {
    const nodes = cell.contestant.wire === 'none' ? 0 : (cell.nodes ?? 1);
    for (let n = 0; n < nodes; n += 1) {
      servers.push(await ServerUnderTest.start(cell.contestant, postgres.urlOf(database)));
    }
    return await generate(servers, cell, postgres, database);
  } finally {
    for (const server of servers) await server.stop();
    await postgres.drop(database);
  }
}

async function generate(
  servers: ServerUnderTest[],
  cell: Cell,
  postgres: Postgres,
  database: string,
): Promise<Measured> {
  const assignment: Assignment = {
    wire: cell.contestant.wire,
    ports: servers.map(({ port }) => port),
    databaseUrl: postgres.urlOf(database),
    recovers: cell.contestant.peer?.recovers ?? false,
    scenario: cell.scenario,
  };
  // Without a server the generator does the server's work, where the server would.
  const core = servers.length === 0 ? 'server' : 'others';
  const [program, args] = pinned([process.execPath, GENERATOR, JSON.stringify(assignment)], core);
  const child = fork(args.at(-2) ?? GENERATOR, [JSON.stringify(assignment)], {
    execPath: program,
    execArgv: args.slice(0, -2),
  });
  const usage = { start: [Number.NaN, Number.NaN], stop: [Number.NaN, Number.NaN] };
  const answer = async (message: FromGenerator): Promise<ToGenerator | null> => {
    switch (message.type) {
      case 'mark': {
        if (canPin) await postgres.pin(database, OTHERS_CORE);
        if (message.name === 'start' && cell.profile !== undefined) await servers[0]?.profile(true, cell.profile);
        const seconds = await Promise.all(servers.map((server) => server.cpuSeconds()));
        const sum = servers.length === 0 ? Number.NaN : seconds.reduce((total, each) => total + each, 0);
        usage[message.name] = [sum, await postgres.cpuSeconds(database)];
        if (message.name === 'stop' && cell.profile !== undefined) await servers[0]?.profile(false, cell.profile);
        return { type: 'marked' };
      }
      case 'memory':
        return { type: 'memory', bytes: (await servers[0]?.memory()) ?? Number.NaN };
      case 'findings':
        return null;
    }
  };
  const findings = await finished(child, answer);
  const [cpuSeconds = Number.NaN, postgresSeconds = Number.NaN] = usage.stop.map(
    (end, i) => end - (usage.start[i] ?? 0),
  );
  return { ...findings, cpuSeconds, postgresSeconds, startedInMs: servers[0]?.startedInMs ?? Number.NaN };
}

/** The generator's findings; its questions are answered meanwhile. */
function finished(
  child: ChildProcess,
  answer: (message: FromGenerator) => Promise<ToGenerator | null>,
): Promise<Findings> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`no result within ${LIMIT_MS / 1_000} s`));
    }, LIMIT_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the generator ended with ${code}`));
    });
    child.on('message', (text) => {
      const message: FromGenerator = JSON.parse(asText(text));
      if (message.type === 'findings') resolve(message.findings);
      else
        answer(message).then(
          (told) => child.send(JSON.stringify(told), (error) => void (error !== null && reject(error))),
          reject,
        );
    });
  });
}
