import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const CORE = { server: 0, others: 1 } as const;
export const OTHERS_CORE = CORE.others;

/** One core for the server and another for all the rest; on one core, or without taskset, nothing is pinned. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0;

/** The command line that runs `command` on its core. */
export function pinned(command: readonly string[], on: keyof typeof CORE): [string, string[]] {
  const [program = '', ...args] = canPin ? ['taskset', '-c', String(CORE[on]), ...command] : command;
  return [program, args];
}
