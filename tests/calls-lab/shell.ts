import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** @throws Error with what the program said. */
export async function run(program: string, ...args: readonly string[]): Promise<void> {
  await execute(program, args);
}

/** `ip`, its words separated by blanks. */
export const ip = (words: string): Promise<void> => run('ip', ...words.split(' '));

/** The program in that network namespace. */
export const within = (namespace: string, program: string, ...args: readonly string[]): Promise<void> =>
  run('ip', 'netns', 'exec', namespace, program, ...args);
