/**
 * Makes a fresh clone ready: the dependencies, and through them the one Node version everything here runs on.
 * Run by whatever Node its user has (20 or newer), so plain JavaScript and nothing but the standard library.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The oldest Node whose npm reads our lock file. */
const OLDEST_TO_SET_UP = 20;
/** The oldest Node that runs the code itself: TypeScript without a build, and argon2 built in. */
const OLDEST_TO_RUN = 24;

/** Read at once: it may end while we install. */
const parent = process.ppid;

const nodeModules = path.join(root, 'node_modules');

/** Installs if needed. Returns the Node to run things with and the environment to run them in. */
export function setUp() {
  const major = Number.parseInt(process.versions.node, 10);
  if (major < OLDEST_TO_SET_UP) {
    fail(`Parley needs Node ${OLDEST_TO_SET_UP} or newer to set itself up; this is ${process.version}.`);
  }
  if (!isInstalled()) install();
  const node = findNode(major);
  return { node, env: environment(node) };
}

/**
 * Does node_modules hold exactly what package-lock.json says? npm keeps its own account of what it installed; comparing
 * the two also notices an install that was cut short, and leaves alone one that a developer did with `npm install`.
 */
function isInstalled() {
  const wanted = readLock(path.join(root, 'package-lock.json'));
  const present = readLock(path.join(nodeModules, '.package-lock.json'));
  if (!wanted || !present) return false;
  const asWanted = Object.entries(wanted)
    .filter(([name]) => name.startsWith('node_modules/'))
    .every(([name, { version, integrity, optional }]) => {
      const found = present[name];
      return found ? found.version === version && found.integrity === integrity : optional === true;
    });
  const nothingElse = Object.keys(present).every((name) => name in wanted);
  // A checkout shared between two systems (a container's mount) has the other one's binaries.
  const forThisSystem = !nodePackages(wanted).some(fitsThisSystem) || bundledNode() !== null;
  return asWanted && nothingElse && forThisSystem;
}

function install() {
  console.log('Installing dependencies with `npm ci`: about 700 MB, one to three minutes the first time …');
  const started = Date.now();
  // A user's own npm settings (production only, no optional packages, strict engines) must not thin this out.
  const options = [
    '--include=dev',
    '--include=optional',
    '--engine-strict=false',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const npmCli = process.env.npm_execpath;
  const result = npmCli?.endsWith('npm-cli.js')
    ? spawnSync(process.execPath, [npmCli, 'ci', ...options], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', ['ci', ...options], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.error) fail(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0) fail('npm ci failed; its message is above.');
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Ours from the registry; the user's where that one has no build for this system, or does not start on it (musl). */
function findNode(major) {
  const ours = bundledNode();
  if (ours && spawnSync(ours, ['--version'], { stdio: 'ignore' }).status === 0) return ours;
  if (major >= OLDEST_TO_RUN) return process.execPath;
  return fail(
    `The npm registry has no Node for ${process.platform}-${process.arch} that starts here: ` +
      `install Node ${OLDEST_TO_RUN} or newer and try again.`,
  );
}

function bundledNode() {
  for (const name of Object.keys(readJson(path.join(root, 'package.json'))?.optionalDependencies ?? {})) {
    const folder = path.join(nodeModules, name);
    const manifest = readJson(path.join(folder, 'package.json'));
    if (manifest && fitsThisSystem(manifest)) return path.join(folder, manifest.bin.node);
  }
  return null;
}

function nodePackages(lock) {
  return Object.keys(lock['']?.optionalDependencies ?? {}).flatMap((name) => lock[`node_modules/${name}`] ?? []);
}

function fitsThisSystem({ os, cpu }) {
  return [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
}

/** PATH so that every tool's `#!/usr/bin/env node` finds the same Node; no tool calls home. */
function environment(node) {
  const folders = [path.dirname(node), path.join(nodeModules, '.bin'), process.env.PATH];
  return {
    ...process.env,
    PATH: folders.join(path.delimiter),
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  };
}

/** The script behind an installed command, to be run by a Node of our choice instead of a shell's shim. */
export function tool(name) {
  const folder = path.join(nodeModules, name);
  return path.join(folder, readJson(path.join(folder, 'package.json')).bin[name]);
}

/**
 * Builds what changed since the last time. turbo's account of it is shown when it fails.
 * @returns whether it succeeded
 */
export function build({ node, env }) {
  const result = spawnSync(node, [tool('turbo'), 'run', 'build', '--output-logs=errors-only'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  if (result.status !== 0) console.error(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  return result.status === 0;
}

/** How soon a server ends that was left alone. */
const ORPHAN_CHECK_MS = 250;

/** Runs to its end in the foreground: its output is ours, signals to us reach it, its exit becomes ours. */
export function handOver({ node, env }, args) {
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      // Ctrl-C in a terminal has reached the child already: it goes to everything in the foreground.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  // npm hands a SIGTERM to the shell it runs us in, and the shell dies of it without a word to us.
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, ORPHAN_CHECK_MS).unref();
  child.on('error', (error) => fail(`${args[0]} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}

function readLock(file) {
  return readJson(file)?.packages ?? null;
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return null;
    throw error;
  }
}
