import type { Page } from 'playwright-core';
import type { StageServer } from './stage-server.ts';

/** What has to be pressed before a scene is what it is called. */
export const KEYS: Readonly<Record<string, string>> = { 'transfer-menu': 't', 'device-menu': 'd' };

export async function sceneNames(page: Page, stage: StageServer): Promise<readonly string[]> {
  await page.goto(stage.sceneUrl(''));
  const names = await page.waitForFunction(() => Reflect.get(globalThis, 'sceneNames'));
  const value: unknown = await names.jsonValue();
  if (!Array.isArray(value)) throw new Error('the stage names no scenes');
  return value.map(String);
}

/** Opens a scene and waits until its pictures move. */
export async function openScene(page: Page, url: string, key?: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('heading', { level: 1, includeHidden: true }).waitFor({ state: 'attached' });
  if (key !== undefined) {
    await page.keyboard.press(key);
    await page.locator('[role="menu"], [role="dialog"]').waitFor();
  }
  await page.waitForFunction(() => [...document.querySelectorAll('video')].every(({ videoWidth }) => videoWidth > 0));
}
