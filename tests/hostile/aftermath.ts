import { ok } from 'node:assert/strict';
import type { ServerProcess } from '../support/server-process.ts';
import { PAYLOAD } from './enemy.ts';
import type { Sample } from './probe.ts';

const MIB = 2 ** 20;
/** What a heap may grow by over all attacks of a file: compiled code, caches that fill, no attack that is kept. */
const HEAP_GROWTH = 16 * MIB;
/** What the allocators may keep of a peak. The attacks that this is for cost hundreds of these, or all there is. */
const RESIDENT_GROWTH = 96 * MIB;
/** What a stack, a statement, a driver's error or a file of the server would look like. */
const INSIDES =
  /\bselect\b.+\bfrom\b|\binsert into\b|\bupdate \w+ set\b|\bconstraint\b|\brelation "|\bcolumn "|\n\s+at |\.[tj]s:\d|node_modules|\/packages\//i;
/** Nothing that we log of a refusal is longer; what is, quotes somebody. */
const LINE_CHARS = 600;
const ERROR_LEVEL = 50;

/** A line of the log, by the fields that matter. */
export type LogFields = Record<string, string | number>;

/** Waits for a line that tells of the attack, written since or still to come. */
export async function telling(server: ServerProcess, since: number, tells: LogFields): Promise<void> {
  const fits = (line: string): boolean => {
    const entry = fieldsOf(line);
    return Object.entries(tells).every(([name, value]) => entry[name] === value);
  };
  const old = server.logs().slice(0, since).filter(fits).length;
  let seen = 0;
  await server.waitForLog((line) => fits(line) && (seen += 1) > old);
}

/** Waits until the last socket of the attack and what it read are gone; then nothing of it may be left. */
export async function keepsNothing(server: ServerProcess, calm: Sample): Promise<void> {
  let sample = await sampleOf(server);
  while (sample.sockets > calm.sockets || sample.streams > calm.streams) sample = await sampleOf(server);
  const heap = sample.heapBytes - calm.heapBytes;
  ok(heap < HEAP_GROWTH, `${heap} bytes of the attack are kept`);
  const resident = sample.residentBytes - calm.residentBytes;
  ok(resident < RESIDENT_GROWTH, `${resident} bytes more are resident`);
}

export async function sampleOf(server: ServerProcess): Promise<Sample> {
  const said = await server.ask('sample');
  if (!isSample(said)) throw new Error('the probe said something else');
  return said;
}

const isSample = (said: unknown): said is Sample => typeof said === 'object' && said !== null && 'heapBytes' in said;

export function saysNothing(heard: readonly string[], secrets: readonly string[]): void {
  for (const text of heard) {
    ok(!INSIDES.test(text), `it says too much: ${text.slice(0, 300)}`);
    for (const secret of secrets) ok(!text.includes(secret), 'a secret was told');
  }
}

export function logsNothing(lines: readonly string[], secrets: readonly string[]): void {
  for (const line of lines) {
    const { level, err } = fieldsOf(line);
    ok(typeof level === 'number' && level < ERROR_LEVEL, line);
    // A busy machine's own trouble, such as a silent database, comes with its stack.
    ok(err !== undefined || line.length <= LINE_CHARS, `too long a line: ${line}`);
    for (const quoted of [PAYLOAD, ...secrets]) ok(!line.includes(quoted), line);
  }
}

function fieldsOf(line: string): Record<string, unknown> {
  const entry: unknown = line.startsWith('{') ? JSON.parse(line) : null;
  return typeof entry === 'object' && entry !== null ? { ...entry } : {};
}
