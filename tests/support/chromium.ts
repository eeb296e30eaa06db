import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import manifest from '../package.json' with { type: 'json' };

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** For calls without a person: a tone and a test picture as devices, no questions, sound without a click. */
const MEDIA_ARGS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

export interface Chromium {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

/** `CHROME_BIN`, else an installed one, else the headless one inside an npm package; `null` where there is none. */
export async function findChromium(): Promise<Chromium | null> {
  const asked = process.env['CHROME_BIN'] ?? '';
  const installed = asked === '' ? INSTALLED.find(isProgram) : asked;
  if (installed !== undefined) return { executablePath: installed, args: args(), env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const bundled = await unpackBundled();
  return { executablePath: join(bundled, 'chromium'), args: args(), env: bundledEnvironment(bundled) };
}

/** @throws Error where there is none; a test asks `inject('hasChromium')` first. */
export async function launchChromium(): Promise<Browser> {
  const found = await findChromium();
  if (found === null) throw new Error('No Chromium here: set CHROME_BIN');
  return chromium.launch({
    executablePath: found.executablePath,
    args: found.args,
    env: { ...process.env, ...found.env },
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function args(): string[] {
  // Chromium refuses its sandbox to root, as which containers run.
  return process.getuid?.() === 0 ? [...MEDIA_ARGS, '--no-sandbox'] : MEDIA_ARGS;
}

/** Unpacks @sparticuz/chromium once per version. It unpacks into $TMPDIR and takes whatever lies there for whole. */
async function unpackBundled(): Promise<string> {
  const folder = join(CACHE, `parley-chromium-${manifest.devDependencies['@sparticuz/chromium']}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, 'unfinished-'));
  const temporary = process.env['TMPDIR'];
  process.env['TMPDIR'] = unfinished;
  try {
    const { default: bundle, inflate } = await import('@sparticuz/chromium');
    await bundle.executablePath();
    const archives = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../bin');
    await inflate(join(archives, 'al2023.tar.br'));
  } finally {
    if (temporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = temporary;
  }
  try {
    await rename(unfinished, folder);
  } catch (cause) {
    // Another run of the tests was faster.
    if (!existsSync(folder)) throw cause;
    await rm(unfinished, { recursive: true });
  }
  return folder;
}

/** Fonts and, on a system without NSS, libraries that the package brings along. */
function bundledEnvironment(folder: string): Record<string, string> {
  const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf')
    ? {}
    : { FONTCONFIG_PATH: join(folder, 'fonts') };
  const starts = spawnSync(join(folder, 'chromium'), ['--version'], { stdio: 'ignore' }).status === 0;
  return starts ? fonts : { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
}
