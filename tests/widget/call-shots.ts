/** `node scripts/run.mjs tests/widget/call-shots.ts <folder> [filter]`: a picture of every screen of a call, in every look. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { shootRealCall } from './real-call-shots.ts';
import { goToScreen, screenNames, startStage, type StageSite } from './stage-site.ts';
import { openShadowRoots } from './widget-page.ts';

interface Look {
  context: BrowserContextOptions;
  query: Record<string, string>;
}

const WIDE = { width: 500, height: 800 };
const NARROW = { width: 320, height: 568 };
const STILL = { reducedMotion: 'reduce', deviceScaleFactor: 1 } as const;

const LOOKS: Record<string, Look> = {
  light: { context: { ...STILL, viewport: WIDE }, query: {} },
  dark: { context: { ...STILL, viewport: WIDE, colorScheme: 'dark' }, query: { theme: 'dark' } },
  narrow: { context: { ...STILL, viewport: NARROW, hasTouch: true, isMobile: true }, query: { locale: 'de' } },
  rtl: { context: { ...STILL, viewport: WIDE }, query: { locale: 'ar' } },
};

const [folder, filter = ''] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: call-shots.ts <folder> [filter]');
await using site = await startStage();
await using browser = await launchChromium();
await mkdir(folder, { recursive: true });
for (const [name, look] of Object.entries(LOOKS)) await shoot(browser, site, name, look, folder);
if ('real'.includes(filter)) await shootRealCall(browser, folder);

async function shoot(from: Browser, stage: StageSite, name: string, look: Look, into: string): Promise<void> {
  const context = await from.newContext(look.context);
  await context.addInitScript(openShadowRoots);
  // Devices have names only then.
  await context.grantPermissions(['microphone', 'camera']);
  const page = await context.newPage();
  for (const screen of (await screenNames(page, stage)).filter((one) => one.includes(filter))) {
    await goToScreen(page, stage, { ...look.query, screen });
    await page.locator('video').evaluateAll(firstFrames);
    await page.screenshot({ path: join(into, `${screen}-${name}.png`) });
  }
  await context.close();
}

function firstFrames(elements: (HTMLElement | SVGElement)[]): Promise<unknown> {
  const videos = elements.filter((element) => element instanceof HTMLVideoElement);
  const loaded = (video: HTMLVideoElement) =>
    new Promise<void>((resolve) => {
      if (video.readyState >= 2) resolve();
      else video.addEventListener('loadeddata', () => resolve(), { once: true });
    });
  return Promise.all(videos.map(loaded));
}
