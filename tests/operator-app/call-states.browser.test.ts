import type { Browser } from 'playwright-core';
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
    async (_look, options) => {
      await using context = await browser.newContext(options);
      const page = await context.newPage();
      page.setDefaultTimeout(ONE_SCENE_MS);
      const found: Record<string, string[]> = {};
      for (const scene of await sceneNames(page, stage)) {
        await openScene(page, stage, scene);
        const violations = await axeViolations(page);
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (tooWide > 0) violations.push(`${tooWide} px too wide`);
        if (violations.length > 0) found[scene] = violations;
      }
      expect(found).toEqual({});
    },
    ALL_SCENES_MS,
  );
});
