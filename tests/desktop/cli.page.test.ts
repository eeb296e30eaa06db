/** The window host as its users start it: the packed file, a Node, and nothing else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import manifest from '../../packages/operator-app/package.json' with { type: 'json' };
import { askFirstInstance } from '../../packages/operator-app/shells/window/single-instance.ts';
import { findWindowChromium } from '../support/chromium.ts';
import type { LocalSite } from '../support/serve-locally.ts';
import { lookInto } from './desk-window.ts';
import { startHostSite } from './host-site.ts';

const PACKAGE = fileURLToPath(new URL('../../packages/operator-app/', import.meta.url));
const browser = findWindowChromium();
const FLAGS = ['--headless=new', '--disable-gpu', '--remote-debugging-port=0'].map((flag) => `--browser-flag=${flag}`);

const ID = '019a6e1e-0000-7000-8000-00000000000a';
const LINK = `web+parley:conversation/${ID}`;

describe('the command that opens the window', () => {
  let home: string;
  let cli: string;
  let site: LocalSite;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'parley-cli-'));
    // As npm unpacks it: what `files` names, far from this repository's node_modules.
    expect(manifest.files).toEqual(['shells/dist/cli.js']);
    cli = join(home, 'cli.mjs');
    await copyFile(join(PACKAGE, manifest.files[0] ?? ''), cli);
    site = await startHostSite();
  });
  afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  const environment = (folder: string): Record<string, string> => ({
    // Nobody has a browser there.
    PATH: folder === 'nobody' ? home : (process.env['PATH'] ?? ''),
    HOME: join(home, folder),
    XDG_CONFIG_HOME: join(home, folder, 'config'),
    XDG_DATA_HOME: join(home, folder, 'share'),
  });
  const run = (folder: string, ...args: string[]) => runProgram(cli, folder, ...args);
  async function runProgram(program: string, folder: string, ...args: string[]) {
    const child = spawn(process.execPath, [program, ...args], {
      env: environment(folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    const [said, wrong] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [status] = await ended;
    return { status, said: said.trim(), wrong: wrong.trim() };
  }
  const listed = async (folder: string): Promise<string[]> =>
    (await run(folder, '--servers')).said.split('\n').filter(Boolean);

  /** Somebody was there, and is no more. */
  async function nobodysAddress(): Promise<string> {
    await using gone = await startHostSite();
    return gone.url;
  }

  test.each([
    [['--server', 'http://192.0.2.1'], /^http:\/\/192\.0\.2\.1 is not encrypted/],
    [['--server', 'file:///etc/passwd'], /^Not the address of a server: file:/],
    [['--server'], /--server.* See --help\.$/],
    [['--colour'], /--colour.* See --help\.$/],
    [['https://evil.example'], /^Not a link of ours: https:\/\/evil\.example$/],
    [['--autostart', 'maybe'], /^--autostart is on or off\.$/],
    [['--browser', '/no/such/browser'], /^There is no browser at \/no\/such\/browser\.$/],
    [[], /^No browser found: install/],
  ])('%j is refused in one line', async (args, line) => {
    const { status, said, wrong } = await run('nobody', ...args);
    expect([status, said, wrong.split('\n').length]).toEqual([1, '', 1]);
    expect(wrong).toMatch(line);
  });

  test('says what it can do', async () => {
    expect((await run('nobody', '--help')).said).toContain('--autostart on|off');
  });

  describe.runIf(process.platform === 'linux')('has the system start it', () => {
    const entries = 'config/autostart';
    const onNow = { status: 0, said: 'Parley opens when you sign in.', wrong: '' };

    test('with the server that it is told, and all that it was started with, by addresses that hold anywhere', async () => {
      expect(await run('auto', '--autostart', 'on')).toMatchObject({
        status: 1,
        wrong: expect.stringMatching(/^Which server\?/),
      });
      const file = join(home, 'auto', entries, 'chat.parley.operator.desktop');
      expect(existsSync(file)).toBe(false);
      const started = ['--server', site.url, '--browser', 'some/browser', '--browser-flag=--lang=de'];
      expect(await run('auto', '--autostart', 'on', ...started)).toEqual(onNow);
      const words = [process.execPath, cli, '--browser', resolve('some/browser'), '--browser-flag=--lang=de'];
      expect(await readFile(file, 'utf8')).toContain(`Exec=${words.map((word) => `"${word}"`).join(' ')}\n`);
      expect(await listed('auto')).toEqual([site.url]);
      expect((await run('auto', '--autostart', 'off')).status).toBe(0);
      expect(existsSync(file)).toBe(false);
    });

    test('a profile beside another one, and not in its place', async () => {
      for (const profile of ['ada', 'eve']) {
        const folder = join(home, 'profiles', profile);
        expect(await run('two', '--autostart', 'on', '--profile', folder, '--server', site.url)).toEqual(onNow);
      }
      const files = await readdir(join(home, 'two', entries));
      const texts = await Promise.all(files.map((file) => readFile(join(home, 'two', entries, file), 'utf8')));
      const profiles = texts.map((words) => /"--profile" "[^"]*\/(\w+)"/.exec(words)?.[1]);
      expect(new Set(profiles)).toEqual(new Set(['ada', 'eve']));
      await run('two', '--autostart', 'off', '--profile', join(home, 'profiles/ada'));
      expect(await readdir(join(home, 'two', entries))).toHaveLength(1);
    });

    test('also when npx has cleared away what it had fetched', async () => {
      const fetched = join(home, '_npx/0a1b');
      await mkdir(fetched, { recursive: true });
      await copyFile(cli, join(fetched, 'cli.mjs'));
      expect(await runProgram(join(fetched, 'cli.mjs'), 'npx', '--autostart', 'on', '--server', site.url)).toEqual(
        onNow,
      );
      await rm(fetched, { recursive: true });
      const entry = await readFile(join(home, 'npx', entries, 'chat.parley.operator.desktop'), 'utf8');
      const program = /^Exec="[^"]+" "([^"]+)"$/m.exec(entry)?.[1] ?? '';
      expect((await runProgram(program, 'npx', '--servers')).said).toBe(site.url);
    });
  });

  describe.skipIf(browser === null)('with a browser', () => {
    const chosen = ['--browser', browser ?? ''];

    test('no server, or somebody else\u2019s, is said in one line, and not remembered', async () => {
      expect(await run('away', ...chosen)).toMatchObject({
        status: 1,
        wrong: expect.stringMatching(/^Which server\?/),
      });
      const gone = await nobodysAddress();
      const away = await run('away', ...chosen, '--server', gone);
      expect(away).toMatchObject({ status: 1, wrong: `No server answers at ${gone} (ECONNREFUSED).` });
      expect(await listed('away')).toEqual([]);
    });

    test('a second start leads the first window; a second server gets one of its own', async () => {
      await using other = await startHostSite();
      const gone = await nobodysAddress();
      const folder = join(home, 'desk/config/parley-operator');
      const first = spawn(process.execPath, [cli, ...chosen, ...FLAGS, '--server', site.url], {
        env: environment('desk'),
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const ended = once(first, 'exit');
      // Nothing of a test that fails stays open.
      onTestFinished(async () => {
        first.kill('SIGTERM');
        await ended;
      });
      const wrong: string[] = [];
      createInterface(first.stderr).on('line', (line) => wrong.push(line));
      await expect.poll(() => existsSync(join(folder, 'instance.sock'))).toBe(true);

      await using browserOfIt = await lookInto(folder);
      const pages = () => browserOfIt.contexts()[0]?.pages() ?? [];
      await expect.poll(() => pages().length).toBe(1);
      const [window] = pages();
      await window?.waitForFunction(() => 'desk' in globalThis);
      const again = await run('desk', LINK);
      expect(again).toEqual({ status: 0, said: 'Parley is open already: its window has been told.', wrong: '' });
      await expect.poll(() => window?.evaluate(() => desk.links)).toEqual([{ to: 'conversation', conversationId: ID }]);
      const second = await run('desk', '--server', other.url);
      expect(second.status).toBe(0);
      await expect.poll(() => listed('desk')).toEqual([site.url, other.url]);
      const shown = () => pages().map((page) => new URL(page.url()).origin);
      await expect.poll(shown).toEqual([site.url, other.url]);
      // What is no wish is not heard.
      expect(await askFirstInstance(folder, { server: 'file:///etc', link: null, forget: null })).toBe(true);
      expect(await listed('desk')).toEqual([site.url, other.url]);

      // Judged where it was typed, and not handed on: no window, nothing given.
      expect(await run('desk', '--server', gone)).toMatchObject({
        status: 1,
        said: '',
        wrong: `No server answers at ${gone} (ECONNREFUSED).`,
      });
      expect([await listed('desk'), shown()]).toEqual([
        [site.url, other.url],
        [site.url, other.url],
      ]);
      // The first one keeps the list, and would write it back.
      expect((await run('desk', '--forget', other.url, '--servers')).said).toBe(site.url);
      await expect.poll(shown).toEqual([site.url]);
      expect((await run('desk', '--server', site.url)).status).toBe(0);
      expect(await listed('desk')).toEqual([site.url]);

      first.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
      expect(wrong).toEqual(['Not the address of a server: file:///etc']);
      expect((await run('desk', '--forget', site.url, '--servers')).said).toBe('');
    });
  });
});
