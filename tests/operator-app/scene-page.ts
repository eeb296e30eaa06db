import type { Page } from 'playwright-core';
import type { StageServer } from './stage-server.ts';

/** What has to be done before a scene is what it is called. */
const FIRST: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'transfer-menu': (page) => page.keyboard.press('t'),
  'device-menu': (page) => page.keyboard.press('d'),
  'thread-calls': (page) => page.locator('.call-details-toggle').first().click(),
};

export async function sceneNames(page: Page, stage: StageServer): Promise<readonly string[]> {
  await page.goto(stage.sceneUrl(''));
  const names = await page.waitForFunction(() => Reflect.get(globalThis, 'sceneNames'));
  const value: unknown = await names.jsonValue();
  if (!Array.isArray(value)) throw new Error('the stage names no scenes');
  return value.map(String);
}

/** Shows a scene, on the page that is there already after the first, and waits until its pictures move. */
export async function openScene(page: Page, stage: StageServer, scene: string, dir?: 'ltr' | 'rtl'): Promise<void> {
  await page.goto(stage.sceneUrl(scene, dir));
  await page.getByRole('heading', { name: scene, level: 1, includeHidden: true }).waitFor({ state: 'attached' });
  await FIRST[scene]?.(page);
  await page.waitForFunction(() => [...document.querySelectorAll('video')].every(({ videoWidth }) => videoWidth > 0));
}
