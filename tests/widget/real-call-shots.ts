import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openTwoPages } from '../e2e/two-pages.ts';
import { startTarget } from '../checks/target.ts';

/** One call between two pages and over a real server, with video from the visitor; pictures of the visitor's page. */
export async function shootRealCall(browser: Browser, folder: string): Promise<void> {
  await using target = await startTarget({});
  await using pages = await openTwoPages(browser, target.url);
  const { page } = pages.visitor;
  const shoot = (name: string) => page.screenshot({ path: join(folder, `real-${name}.png`) });
  await page.getByRole('button', { name: 'Start a call' }).click();
  await page.getByText('Ringing').waitFor();
  await shoot('ringing');
  await pages.operator.page.getByRole('button', { name: 'Answer' }).first().click();
  await page.getByRole('timer').waitFor();
  await shoot('audio');
  await page.getByRole('button', { name: 'Camera on' }).click();
  await page.locator('video.own').waitFor();
  await shoot('camera');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: 'Sound and camera' }).click();
  await page.locator('.sheet select').first().waitFor();
  await shoot('devices');
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Hold' }).click();
  await page.getByText('On hold.').waitFor();
  await shoot('held');
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Hang up' }).click();
  await page.getByText('The call is over.').waitFor();
  await shoot('ended');
}
