/**
 * `node scripts/run.mjs tests/operator-app/call-shots.ts <folder> [word in the scene's name]`: a picture of every call
 * state of the operator app, light, dark, narrow, right to left, and in other languages. For eyes; nothing is compared.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { openScene, sceneNames } from './scene-page.ts';
import { startStage } from './stage-server.ts';

const WIDE = { width: 1180, height: 720 };
const LOOKS: Record<string, { context: BrowserContextOptions; dir?: 'rtl' }> = {
  light: { context: { viewport: WIDE, colorScheme: 'light' } },
  dark: { context: { viewport: WIDE, colorScheme: 'dark' } },
  narrow: { context: { viewport: { width: 360, height: 740 }, colorScheme: 'light' } },
  rtl: { context: { viewport: WIDE, colorScheme: 'light' }, dir: 'rtl' },
  ...Object.fromEntries(
    ['ar', 'de', 'ru', 'ja'].flatMap((locale) => [
      [locale, { context: { viewport: WIDE, locale } }],
      [`${locale}-narrow`, { context: { viewport: { width: 360, height: 740 }, locale } }],
    ]),
  ),
};

const [folder, word = ''] = process.argv.slice(2);
if (folder === undefined) throw new Error('Where to? Give a folder.');
await mkdir(folder, { recursive: true });
await using stage = await startStage();
await using browser = await launchChromium();
for (const [look, { context, dir }] of Object.entries(LOOKS)) {
  await using opened = await browser.newContext({
    ...context,
    reducedMotion: 'reduce',
    permissions: ['microphone', 'camera'],
  });
  const page = await opened.newPage();
  for (const scene of await sceneNames(page, stage)) {
    if (scene.includes(word)) await shoot(page, scene, look, dir);
  }
}

async function shoot(page: Page, scene: string, look: string, dir: 'rtl' | undefined): Promise<void> {
  await openScene(page, stage, scene, dir);
  await page.screenshot({ path: join(folder ?? '', `${scene}.${look}.png`) });
}
