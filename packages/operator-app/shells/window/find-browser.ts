import { accessSync, constants } from 'node:fs';
import { delimiter, join, win32 } from 'node:path';
import { Failure } from '../common/failure.ts';
import type { System } from '../common/autostart.ts';

/** Names on the PATH of a Linux system, the most common first. */
const LINUX = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
];
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
const WINDOWS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
];

/**
 * A browser of the Chromium family.
 * @param asked the one that the person has named
 * @throws Failure
 */
export function findBrowser(asked: string | null, system: System): string {
  const wanted = asked ?? system.env['CHROME_BIN'] ?? '';
  if (wanted !== '') {
    if (isProgram(wanted)) return wanted;
    throw new Failure(`There is no browser at ${wanted}.`);
  }
  const found = installedBrowser(system);
  if (found === null) {
    throw new Failure('No browser found: install Chromium, Chrome, Edge or Brave, or name one with --browser FILE.');
  }
  return found;
}

/** The first that is where such browsers are. */
export const installedBrowser = (system: System): string | null => placesOf(system).find(isProgram) ?? null;

function placesOf({ platform, home, env }: System): string[] {
  if (platform === 'darwin') {
    return ['/Applications', join(home, 'Applications')].flatMap((folder) =>
      MAC.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => env[name] ?? []);
    return folders.flatMap((folder) => WINDOWS.map((name) => win32.join(folder, name)));
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return LINUX.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
