#!/usr/bin/env node
/** `npx @parley/operator-app`: see USAGE. Whatever goes wrong is one line on stderr, and an exit code of 1. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { AutostartEntry, type System } from '../common/autostart.ts';
import { Failure } from '../common/failure.ts';
import { findServer } from '../common/find-server.ts';
import { KnownServers } from '../common/known-servers.ts';
import { readServerAddress } from '../common/server-address.ts';
import { openDesk } from './desk.ts';
import { findBrowser } from './find-browser.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { ownFolder } from './places.ts';
import { startOf } from './start-again.ts';
import { askFirstInstance } from './single-instance.ts';

const WHICH_SERVER = 'Which server? Say it once: --server https://chat.example.com';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const warn = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(options: Options): Promise<void> {
  if (options.task === 'help') return say(USAGE);
  const system: System = { platform: process.platform, home: homedir(), env: process.env };
  const folder = options.profile === null ? ownFolder(system) : resolve(options.profile);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (options.forget !== null) await forget(folder, options.forget);
  const servers = knownIn(folder);
  const autostart = new AutostartEntry(system, startOf(options, folder));
  if (options.task === 'servers') return servers.all.forEach(say);
  if (options.task !== 'open') {
    if (options.task === 'autostart-on') await rememberServer(options.server, servers);
    autostart.set(options.task === 'autostart-on');
    return say(autostart.on ? 'Parley opens when you sign in.' : 'Parley does not open by itself.');
  }
  if (options.forget !== null) return;
  if (options.server !== null && !servers.all.includes(options.server)) await findServer(options.server);
  if (await askFirstInstance(folder, { ...options, forget: null }))
    return say('Parley is open already: its window has been told.');
  const browser = findBrowser(options.browser, system);
  const server = options.server ?? servers.last ?? (await askForServer());
  if (options.server === null || servers.all.includes(server)) await look(server, servers);
  const { browserFlags, link } = options;
  const desk = await openDesk({ browser, browserFlags, folder, servers, autostart, warn }, { server, link });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => desk.close());
  await desk.ended;
}

const knownIn = (folder: string): KnownServers => new KnownServers(join(folder, 'servers.json'));

/** A Parley that is open has a window of that server, maybe, and would write the list back as it knows it. */
async function forget(folder: string, server: string): Promise<void> {
  if (!(await askFirstInstance(folder, { server: null, link: null, forget: server }))) knownIn(folder).forget(server);
}

/** A server that was here before may be away: the app has been kept, and waits for it. */
async function look(server: string, servers: KnownServers): Promise<void> {
  try {
    await findServer(server);
  } catch (cause) {
    if (!(cause instanceof Failure) || !servers.all.includes(server)) throw cause;
    warn(cause.message);
  }
}

async function askForServer(): Promise<string> {
  if (!process.stdin.isTTY) throw new Failure(WHICH_SERVER);
  using terminal = createInterface({ input: process.stdin, output: process.stdout });
  return readServerAddress(await terminal.question('Which server? '));
}

/** Whoever signs in is asked nothing: a start by the system needs a server that it knows. */
async function rememberServer(named: string | null, servers: KnownServers): Promise<void> {
  if (named === null && servers.last === null) throw new Failure(WHICH_SERVER);
  if (named === null) return;
  await look(named, servers);
  servers.opened(named);
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (cause) {
  if (!(cause instanceof Failure)) throw cause;
  warn(cause.message);
  process.exitCode = 1;
}
