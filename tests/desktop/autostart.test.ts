/** What the system is told to start, on systems of which most cannot be run here: read as their documentation has it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AutostartEntry, type System } from '../../packages/operator-app/shells/common/autostart.ts';
import { Failure } from '../../packages/operator-app/shells/common/failure.ts';
import { startCommand } from '../../packages/operator-app/shells/electron/start-command.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'parley-start-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const on = (platform: NodeJS.Platform): System => ({ platform, home, env: {} });
const linuxFile = (name: string): string => join(home, '.config/autostart', `${name}.desktop`);

test('each host and each profile has an entry of its own', () => {
  const entries = ['one', 'two'].map(
    (name) => new AutostartEntry(on('linux'), { name, command: () => ['/bin/parley', name] }),
  );
  for (const entry of entries) entry.set(true);
  expect(readFileSync(linuxFile('one'), 'utf8')).toContain('Exec="/bin/parley" "one"\n');
  entries[0]?.set(false);
  expect(entries.map((entry) => entry.on)).toEqual([false, true]);
  expect([existsSync(linuxFile('one')), existsSync(linuxFile('two'))]).toEqual([false, true]);
});

test('a word is written as each system reads it back', () => {
  const command = ['/opt/my app/parley', '--browser-flag=--lang=de&$x "y" 100% \\'];
  new AutostartEntry(on('linux'), { name: 'n', command: () => command }).set(true);
  expect(readFileSync(linuxFile('n'), 'utf8')).toContain(
    String.raw`Exec="/opt/my app/parley" "--browser-flag=--lang=de&\\$x \\"y\\" 100%% \\\\"`,
  );
  new AutostartEntry(on('darwin'), { name: 'n', command: () => command }).set(true);
  const plist = readFileSync(join(home, 'Library/LaunchAgents/n.plist'), 'utf8');
  expect(plist).toContain('<key>Label</key><string>n</string>');
  expect(plist).toContain('<string>--browser-flag=--lang=de&amp;$x "y" 100% \\</string>');
});

test.each([
  ['win32', '--browser-flag=--x="y"'],
  ['linux', '--browser-flag=a\nExec=evil'],
  ['darwin', '--browser-flag=a\u0000'],
  ['win32', '--browser-flag=a\r\nevil'],
] as const)('a word that %s could not read back is refused, and nothing is written: %j', (platform, word) => {
  const entry = new AutostartEntry(on(platform), { name: 'n', command: () => ['parley', word] });
  expect(() => entry.set(true)).toThrow(Failure);
  expect(entry.on).toBe(false);
});

test('the Electron shell is started by what stays where it is', () => {
  const program = { execPath: '/tmp/.mount_x/parley', appPath: '/repo/app' };
  expect(startCommand({ ...program, isPackaged: true, appImage: '/home/eva/Parley.AppImage' })).toEqual([
    '/home/eva/Parley.AppImage',
  ]);
  expect(startCommand({ ...program, isPackaged: true, appImage: undefined })).toEqual([program.execPath]);
  expect(startCommand({ ...program, isPackaged: false, appImage: undefined })).toEqual([
    program.execPath,
    program.appPath,
  ]);
});
