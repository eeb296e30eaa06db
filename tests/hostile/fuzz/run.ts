/**
 * `npm run fuzz -- --minutes 1 --seed 1`: a server of its own, and whatever can be said to it that nobody should say. The
 * router's own schemas make the inputs. It fails when the server ends, fails inside or does not answer, and when an honest
 * client is not served; the seed and the step say where. `--step N` repeats that step alone. What was found becomes a test.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../chaos/random.ts';
import { createProject, registerOperator, visit } from '../../support/people.ts';
import { startServerProcess, type ServerProcess } from '../../support/server-process.ts';
import { HonestClient } from '../honest-client.ts';
import { Crew } from './crew.ts';
import { procedures } from './shapes.ts';
import { STEPS, type Trace, type World } from './steps.ts';

/** Kept apart, so that one step can be run without those before it. */
const STEP_STRIDE = 7_919;
/** Of what was sent and of what was logged: enough to see it. */
const SHOWN = 20;
const SHOWN_CHARS = 2_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    step: { type: 'string' },
  },
});
const seed = Number(values.seed);

/** What is wrong after a step, or null. */
function wrong(server: ServerProcess, logged: number, trace: Trace): string | null {
  const failed = server
    .logs()
    .slice(logged)
    .find((line) => /"level":[56]0/.test(line) || !line.startsWith('{'));
  if (failed !== undefined) return `it failed inside: ${failed.slice(0, SHOWN_CHARS)}`;
  // 503 is what a busy machine's server may say.
  const internal = trace.heard.find((text) => /"INTERNAL"|^HTTP\/1\.1 5(?!03)/.test(text));
  return internal === undefined ? null : `it says so itself: ${internal.slice(0, SHOWN_CHARS)}`;
}

async function take(world: World, server: ServerProcess, step: number): Promise<boolean> {
  const random = new Random(seed + step * STEP_STRIDE);
  const trace: Trace = { sent: [], heard: [] };
  const logged = server.logs().length;
  const ended = server.waitForExit().then(({ code, signal }) => `the server ended with ${code ?? signal}`);
  const done = random
    .pick(STEPS)(world, random, trace)
    .then(
      () => null,
      (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
    );
  const finding = (await Promise.race([done, ended])) ?? wrong(server, logged, trace);
  if (finding === null) return true;
  console.log(`FOUND with --seed ${seed} --step ${step}: ${finding}`);
  for (const sent of trace.sent.slice(-SHOWN)) console.log(`  ${sent.slice(0, SHOWN_CHARS)}`);
  return false;
}

async function fuzz(server: ServerProcess): Promise<boolean> {
  const { url } = server;
  await using crew = await Crew.assemble(url);
  const operator = await registerOperator(url, 'Honest');
  await using honest = await HonestClient.open(url, await visit(url, (await createProject(url, operator)).key));
  const world = { crew, procedures: procedures() };
  honest.start();
  const until = Date.now() + Number(values.minutes) * 60_000;
  const only = values.step === undefined ? null : Number(values.step);
  let step = only ?? 0;
  let sound = await take(world, server, step);
  const goesOn = (): boolean => sound && only === null && Date.now() < until;
  while (goesOn()) sound = await take(world, server, (step += 1));
  await honest.stop();
  await honest.ask();
  const sorted = honest.latencies.toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  console.log(
    `seed ${seed}: ${step + 1} steps; the honest client asked ${sorted.length} times, p99 ${p99.toFixed(0)} ms`,
  );
  return sound;
}

const directory = await mkdtemp(join(tmpdir(), 'parley-fuzz-'));
try {
  await using server = await startServerProcess({ env: { DATA_DIR: directory, LOG_LEVEL: 'info' } });
  process.exitCode = (await fuzz(server)) ? 0 : 1;
} finally {
  await rm(directory, { recursive: true, force: true });
}
