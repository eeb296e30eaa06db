import { setTimeout as pause } from 'node:timers/promises';
import type { Happening } from '../clients/journal.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Fault as FaultEntry } from '../history/history.ts';
import { Random } from '../random.ts';
import { inflict } from './inflict.ts';
import { Staller } from './staller.ts';
import { schedule, type Fault, type FaultName, type Terrain } from './schedule.ts';

export interface NemesisOptions {
  seed: number;
  terrain: Terrain;
  /** ms since the run began. */
  clock: () => number;
  record: (entry: Happening) => void;
  say: (line: string) => void;
}

/** What else the checker must know. Hints are only hints: without a bus all goes on, and in time (EL5). */
const EXCUSES: Partial<Record<FaultName, Pick<FaultEntry, 'losesTail' | 'onTime' | 'client'>>> = {
  'failover-lost-tail': { losesTail: true },
  'bus-kill': { onTime: true },
  'bus-hold': { onTime: true },
  'reader-stall': { client: Staller.NAME },
};

/** The two of a pair must not begin in the same instant: a fault in the middle of another is what is looked for. */
const SECOND_AFTER_MS = 1_000;

/**
 * Hurts the cluster, step by step, until `until` says that it is enough. Everything is healed when it resolves.
 * @throws what a fault met that could not be healed; no other is under way then
 */
export async function runNemesis(
  victims: { cluster: Cluster; staller: Staller },
  until: AbortSignal,
  options: NemesisOptions,
): Promise<number> {
  const { seed, terrain, clock, record, say } = options;
  // Not the schedule's own: how many lines there are must not change what comes next.
  const random = new Random(~seed);
  let count = 0;
  const suffer = async (fault: Fault): Promise<void> => {
    const { name } = fault;
    const excuse = EXCUSES[name] ?? {};
    count += 1;
    const from = clock();
    say(`${seconds(from)} ${describe(fault)}`);
    record({ kind: 'fault', fault: name, phase: 'begin', ...excuse });
    await inflict(fault, victims, random);
    record({ kind: 'fault', fault: name, phase: 'heal', ...excuse });
    say(`${seconds(clock())} ${name} healed after ${seconds(clock() - from).trim()}`);
  };
  for (const { faults, calmMs } of schedule(seed, terrain)) {
    await pause(calmMs, undefined, { signal: until }).catch(() => undefined);
    if (until.aborted) return count;
    const ends = await Promise.allSettled(
      faults.map(async (fault, index) => {
        if (index > 0) await pause(SECOND_AFTER_MS);
        await suffer(fault);
      }),
    );
    // Only when the other of a pair is healed too: it must not start anything in a cluster that is being taken down.
    const causes = ends.flatMap((end) => (end.status === 'rejected' ? [wordsOf(end.reason)] : []));
    if (causes.length > 0) throw new Error(causes.join('; '));
  }
  return count;
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1).padStart(7)} s`;

function describe({ name, ...how }: Fault): string {
  const details = Object.entries(how).map(([key, value]) => `${key} ${value}`);
  return [name, details.join(', ')].filter((part) => part !== '').join(': ');
}
