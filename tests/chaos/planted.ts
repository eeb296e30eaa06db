/**
 * `npm run chaos:planted [-- names]`: plays each planted bug in the smallest scene that shows it, where the checker must
 * find it; then each scene as the product is, where nothing must be found. Proof that a clean run means something.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Finding } from './checker/findings.ts';
import { findPrograms } from './cluster/programs.ts';
import { BUGS } from './planted/bugs.ts';
import { dropDatabase, findServer, newDatabaseName } from './planted/database.ts';
import { SCENES, type SceneName } from './planted/scenes.ts';

/** A scene takes some seconds, a minute on a machine that is busy; past this it hangs. */
const BOUND_MS = 300_000;
const at = (file: string): string => new URL(`planted/${file}`, import.meta.url).href;

try {
  findPrograms();
  await findServer();
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exit(2);
}

const breaking = new AbortController();
const broken = breaking.signal;

const asked = process.argv.slice(2);
const isAsked = (name: string): boolean => asked.length === 0 || asked.includes(name);
const names = Object.keys(BUGS).filter(isAsked);
const scenes = SCENES.filter((scene) => asked.length === 0 || names.some((name) => BUGS[name]?.scene === scene));
let failed = 0;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => breaking.abort());
for (const name of names) await caught(name);
for (const scene of scenes) await clean(scene);
say(`${names.length + scenes.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;

async function caught(name: string): Promise<void> {
  const bug = BUGS[name];
  if (bug === undefined) return;
  const { findings, seconds, errors } = await play(bug.scene, name);
  const finding = findings?.find(({ kind }) => bug.shows.includes(kind));
  if (finding !== undefined) return say(`caught ${bug.rule} ${name} in ${seconds} s: ${show(finding)}`);
  fail(`NOT CAUGHT ${bug.rule} ${name} in ${seconds} s: ${bug.what}`, errors);
}

async function clean(scene: SceneName): Promise<void> {
  const { findings, seconds, errors } = await play(scene, null);
  if (findings?.length === 0) return say(`clean ${scene} in ${seconds} s`);
  fail(`NOT CLEAN ${scene} in ${seconds} s`, errors);
}

interface Played {
  /** null: the scene broke. */
  findings: Finding[] | null;
  seconds: string;
  /** Its report, or what broke it. */
  errors: string;
}

/** In a process of its own: what is planted there stays there. */
async function play(scene: SceneName, bug: string | null): Promise<Played> {
  const started = performance.now();
  const database = newDatabaseName();
  const child = spawn(process.execPath, [`--import=${at('plant.ts')}`, new URL(at('play.ts')).pathname, scene], {
    env: { ...process.env, PLANTED_DATABASE: database, ...(bug === null ? {} : { PLANTED: bug }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: BOUND_MS,
  });
  const errors = text(child.stderr);
  let last = '';
  broken.addEventListener('abort', () => child.kill('SIGINT'));
  for await (const line of createInterface(child.stdout)) last = line;
  // Whatever has ended the scene, its database does not outlive it.
  await dropDatabase(database);
  if (broken.aborted) process.exit(130);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  return { findings: findingsOf(last), seconds, errors: await errors };
}

function findingsOf(line: string): Finding[] | null {
  if (!line.startsWith('[')) return null;
  const list: unknown = JSON.parse(line);
  return Array.isArray(list) ? list : null;
}

function show({ kind, text: what }: Finding): string {
  return `${kind}: ${what}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(line: string, errors: string): void {
  failed += 1;
  say(`${line}\n${errors}`);
}
