import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { axeViolations, LOOKS } from '../support/axe-violations.ts';
import { launchChromium } from '../support/chromium.ts';
import { openScene, sceneNames } from './scene-page.ts';
import { startStage, type StageServer } from './stage-server.ts';

/** All scenes, one after the other; on a busy machine each takes its seconds. */
const ALL_SCENES_MS = 300_000;
const ONE_SCENE_MS = 30_000;

describe.skipIf(!inject('hasChromium'))('every call state on the stage', () => {
  let browser: Browser;
  let stage: StageServer;
  beforeAll(async () => {
    browser = await launchChromium();
    stage = await startStage();
  });
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    await browser?.close();
  });

  test.each(LOOKS)(
    'axe finds nothing, and nothing is wider than the window: %s',
    async (_look, options, schemes) => {
      await using context = await browser.newContext(options);
      const page = await context.newPage();
      page.setDefaultTimeout(ONE_SCENE_MS);
      const found: Record<string, string[]> = {};
      for (const scene of await sceneNames(page, stage)) {
        await openScene(page, stage, scene);
        const violations = await axeViolations(page, schemes);
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (tooWide > 0) violations.push(`${tooWide} px too wide`);
        if (violations.length > 0) found[scene] = violations;
      }
      expect(found).toEqual({});
    },
    ALL_SCENES_MS,
  );

  async function open(scene: string): Promise<Page & AsyncDisposable> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await openScene(page, stage, scene);
    return Object.assign(page, { [Symbol.asyncDispose]: () => context.close() });
  }

  test('whoever is in a call reads on the button that answering hangs it up', async () => {
    await using page = await open('incoming-in-call');
    await page.getByRole('button', { name: 'Hang up and answer', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Answer', exact: true }).count()).toBe(0);
  });

  test('a ring that was silenced by keys leaves the keyboard where it was', async () => {
    await using page = await open('incoming-audio');
    await page.getByRole('button', { name: 'Silence' }).press('Enter');
    const silenced = page.getByRole('button', { name: 'The ring is silent.' });
    expect(await silenced.evaluate((button) => [button.matches(':focus'), button.ariaDisabled])).toEqual([
      true,
      'true',
    ]);
  });
});
