import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkHistory, type Verdict } from './checker/check-history.ts';
import { Journal, type Happening } from './clients/journal.ts';
import type { ProjectSeat, Shard } from './clients/messages.ts';
import { Shards } from './clients/shards.ts';
import { createWorld } from './clients/world.ts';
import { Cluster } from './cluster/cluster.ts';
import { findPrograms } from './cluster/programs.ts';
import { assembleHistory } from './end/assemble-history.ts';
import { faultsOf, readCalls } from './end/calls.ts';
import { heads, liveCalls, storedEvents } from './end/stored.ts';
import { unsentGauge, watchMemory } from './gauges.ts';
import { readHistory } from './history/history.ts';
import { runNemesis } from './nemesis/nemesis.ts';
import { Staller } from './nemesis/staller.ts';
import type { ChaosOptions } from './options.ts';

export interface ChaosRun extends ChaosOptions {
  /** For the server processes, such as a bug that was planted on purpose. */
  env?: Record<string, string>;
  execArgv?: readonly string[];
  /** Breaks the run off; all that it started is ended. */
  signal?: AbortSignal;
  say?: (line: string) => void;
}

export interface ChaosResult extends Verdict {
  /** What no history can show: a process that died, a call that never ends, a reader that the server gave up. */
  problems: string[];
  historyFile: string;
}

/** One event loop of clients bears so many. */
const CLIENTS_PER_PROCESS = 250;
const CONVERSATIONS_PER_PROJECT = 50;
const PROGRESS_MS = 10_000;
const QUIET_POLL_MS = 1_000;
/** Leases, grace and a sweep: so long may a call whose people are gone live. */
const QUIET_MS = 90_000;

/** @throws Error with one line when a program is missing. */
export async function runChaos(run: ChaosRun): Promise<ChaosResult> {
  const programs = findPrograms();
  const say = run.say ?? (() => undefined);
  const problems: string[] = [];
  const onProblem = (text: string): void => {
    problems.push(text);
    say(`PROBLEM ${text}`);
  };
  const root = await mkdtemp(join(tmpdir(), 'parley-chaos-'));
  // What is broken off has no history to keep.
  process.once('exit', () => {
    if (run.signal?.aborted === true) rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  // Postgres runs as another user, and has to get to its directory.
  const servers = join(root, 'servers');
  mkdirSync(servers);
  await openTo(root, servers);

  const origin = performance.timeOrigin + performance.now();
  const ownFile = join(root, 'nemesis.jsonl');
  const own = new Journal(ownFile, origin, onProblem);
  const record = (entry: Happening): void => own.write(entry);
  await using cluster = await Cluster.start(programs, {
    root: servers,
    nodes: run.nodes,
    bus: run.bus,
    env: run.env ?? {},
    execArgv: run.execArgv ?? [],
    onUnsent: unsentGauge(record),
    onDeath: (name) => onProblem(`${name} ended by itself; its log is in ${servers}`),
  });
  run.signal?.throwIfAborted();
  say(`${run.nodes} nodes behind ${cluster.url}, files in ${root}`);
  const projects = await createWorld(
    cluster.url,
    cluster.database,
    Math.ceil(run.conversations / CONVERSATIONS_PER_PROJECT) + 1,
  );
  const shares = sharesOf(run, { url: cluster.url, origin, root, projects });
  using shards = await Shards.begin(shares, onProblem);
  run.signal?.throwIfAborted();
  say(`${run.clients} clients in ${run.conversations} conversations`);

  await using staller = await Staller.start(own, cluster, projects[0] ?? nobody());
  try {
    await suffer(run, { cluster, staller, shards, journal: own, say });
  } catch (cause) {
    run.signal?.throwIfAborted();
    // What was recorded up to here is judged all the same.
    onProblem(`the nemesis ended before its time: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  say('no more is done to it; what is under way comes to its end');
  const unsettledCalls = new Set(await shards.settle());
  await quiet(cluster);
  const calls = await readCalls(cluster.database);
  say(`${calls.length} calls, of these between colleagues ${calls.filter(({ aside }) => aside).length}`);
  for (const text of calls.flatMap(faultsOf)) onProblem(text);
  for (const text of await shards.reach(await heads(cluster.database))) onProblem(text);
  await shards.leave();
  say('all readers have read to the end; the history is judged');
  await own.close();

  const historyFile = join(root, 'history.jsonl');
  const stored = () => storedEvents(cluster.database, { unsettledCalls, origin });
  await assembleHistory([ownFile, ...shares.map((share) => share.historyFile)], stored, historyFile);
  return { ...(await checkHistory(readHistory(historyFile))), problems, historyFile };
}

interface Stage {
  cluster: Cluster;
  staller: Staller;
  shards: Shards;
  journal: Journal;
  say: (line: string) => void;
}

/** The time between the start and the end, when things go wrong. */
async function suffer(run: ChaosRun, { cluster, staller, shards, journal, say }: Stage): Promise<void> {
  const clock = (): number => journal.now();
  const record = (entry: Happening): void => journal.write(entry);
  const stopMemory = watchMemory(cluster, record);
  const progress = setInterval(() => {
    const { acknowledged, unanswered, applied, calls } = shards.progress();
    const time = (clock() / 1_000).toFixed(1).padStart(7);
    say(`${time} s … ${acknowledged} acknowledged, ${unanswered} under way, ${applied} events read, ${calls} calls`);
  }, PROGRESS_MS);
  const enough = AbortSignal.timeout(run.minutes * 60_000);
  const until = run.signal === undefined ? enough : AbortSignal.any([enough, run.signal]);
  const terrain = { places: run.nodes, bus: run.bus, quick: run.quick };
  try {
    await runNemesis({ cluster, staller }, until, { seed: run.seed, terrain, clock, record, say });
    run.signal?.throwIfAborted();
  } finally {
    clearInterval(progress);
    stopMemory();
  }
}

/** Waits until no call lives and nothing is appended any more, within patience. */
async function quiet({ database }: Cluster): Promise<void> {
  const until = Date.now() + QUIET_MS;
  let before = '';
  while (Date.now() < until) {
    const live = await liveCalls(database);
    const now = JSON.stringify(await heads(database));
    if (live === 0 && now === before) return;
    before = now;
    await pause(QUIET_POLL_MS);
  }
}

function sharesOf(
  run: ChaosRun,
  { url, origin, root, projects }: { url: string; origin: number; root: string; projects: ProjectSeat[] },
): Shard[] {
  const count = Math.ceil(run.clients / CLIENTS_PER_PROCESS);
  const part = (total: number, index: number): number =>
    Math.floor((total * (index + 1)) / count) - Math.floor((total * index) / count);
  return Array.from({ length: count }, (_, index) => ({
    name: `p${index}`,
    url,
    origin,
    seed: run.seed + index,
    historyFile: join(root, `clients-${index}.jsonl`),
    projects: projects.map(({ sessionTokens, ...project }) => ({
      ...project,
      // Each process keeps its own account of who is in a call.
      sessionTokens: sessionTokens.filter((__, nth) => nth % count === index),
    })),
    conversations: part(run.conversations, index),
    clients: part(run.clients, index),
    messagesPerSecond: run.messagesPerSecond / count,
    quick: run.quick,
  }));
}

function nobody(): never {
  throw new Error('no project');
}

async function openTo(...directories: string[]): Promise<void> {
  const { chmod } = await import('node:fs/promises');
  for (const directory of directories) await chmod(directory, 0o755);
}
