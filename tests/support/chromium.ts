import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserServer } from 'playwright-core';
import { findBrowser, installedBrowser } from '../../packages/operator-app/shells/window/find-browser.ts';
import manifest from '../package.json' with { type: 'json' };

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

/** For calls without a person: a tone and a test picture as devices, no questions, sound without a click. */
const MEDIA_ARGS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

/** Where a machine names no language Chromium saves a file called Pläne.pdf as “download”. */
const UTF8 = { LANG: 'C.UTF-8' };

export interface Chromium {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

/** `CHROME_BIN`, else an installed one, else the headless one inside an npm package; `null` where there is none. */
export async function findChromium(): Promise<Chromium | null> {
  const installed = findWindowChromium();
  if (installed !== null) return { executablePath: installed, args: args(), env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const bundled = await unpackBundled();
  return { executablePath: join(bundled, 'chromium'), args: args(), env: bundledEnvironment(bundled) };
}

/** One that can open windows and install apps, as the window host finds it, or `null`: what npm brings along can do neither. */
export function findWindowChromium(): string | null {
  const system = { platform: process.platform, home: homedir(), env: process.env };
  return (process.env['CHROME_BIN'] ?? '') === '' ? installedBrowser(system) : findBrowser(null, system);
}

/** @throws Error where there is none; a test asks `inject('hasChromium')` first. */
export async function launchChromium(): Promise<Browser> {
  const found = await findChromium();
  if (found === null) throw new Error('No Chromium here: set CHROME_BIN');
  return chromium.launch({
    executablePath: found.executablePath,
    args: found.args,
    env: { ...UTF8, ...process.env, ...found.env },
  });
}

/** The same in a process that is known by its id. */
export async function serveChromium(): Promise<BrowserServer> {
  const found = await findChromium();
  if (found === null) throw new Error('No Chromium here: set CHROME_BIN');
  return chromium.launchServer({
    executablePath: found.executablePath,
    args: found.args,
    env: { ...UTF8, ...process.env, ...found.env },
  });
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
