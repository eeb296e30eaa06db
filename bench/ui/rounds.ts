/** One round of everything that people wait for or look at. */
import type { Browser, Page } from 'playwright-core';
import { spreadOf } from '../harness/statistics.ts';
import type { FigureName, Measured } from './figures.ts';
import { clickUntil, loadUntil, MESSAGE, openDesk, ROW } from './open-desk.ts';
import type { Desk } from './seed-desk.ts';
import { traced } from './tracing.ts';

/** Of the rows that a window shows, those that are opened one after the other. */
const SWITCHES = 8;
const SCROLL = { pixels: 18_000, pixelsPerSecond: 3_000 };

export async function measureRound(browser: Browser, url: string, desk: Desk, measured: Measured): Promise<void> {
  {
    await using opened = await openDesk(browser, desk);
    measured.add('cold', await loadUntil(opened.page, `${url}/inbox`, ROW));
    measured.add('warm', await loadUntil(opened.page, `${url}/inbox`, ROW));
    await measureSwitches(opened.page, measured);
  }
  await using opened = await openDesk(browser, desk);
  const { page } = opened;
  measured.add('open', await loadUntil(page, `${url}/c/${desk.long}`, MESSAGE));
  await page.locator(ROW).first().waitFor();
  await measureScroll(page, '.inbox-rows', -SCROLL.pixels, measured, ['listFrames', 'listDropped', 'listTask']);
  await measureScroll(page, '.thread', SCROLL.pixels, measured, ['threadFrames', 'threadDropped', 'threadTask']);
}

async function measureSwitches(page: Page, measured: Measured): Promise<void> {
  const rows = await page.locator(ROW).evaluateAll((boxes) =>
    boxes.map((box) => ({
      id: box.getAttribute('data-conversation') ?? '',
      visitor: box.querySelector('.row-name')?.firstChild?.textContent ?? '',
    })),
  );
  const took: number[] = [];
  // The first of all is the long one, and has a figure of its own.
  for (const { id, visitor } of rows.slice(1, 1 + SWITCHES)) {
    const question = visitor.replace('Visitor', 'Question');
    took.push(await clickUntil(page, `[data-conversation="${id}"]`, MESSAGE, question));
  }
  const spread = spreadOf(took);
  if (spread === null) throw new Error('There is no conversation to switch to');
  measured.add('switch', spread.median);
  measured.add('switchWorst', spread.max);
}

async function measureScroll(
  page: Page,
  over: string,
  yDistance: number,
  measured: Measured,
  [frames, dropped, task]: readonly [FigureName, FigureName, FigureName],
): Promise<void> {
  const box = await page.locator(over).boundingBox();
  if (box === null) throw new Error(`There is no ${over} in sight`);
  const session = await page.context().newCDPSession(page);
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const gesture = { x, y, yDistance, speed: SCROLL.pixelsPerSecond, gestureSourceType: 'mouse' } as const;
  const trace = await traced(page, () => session.send('Input.synthesizeScrollGesture', gesture));
  await session.detach();
  measured.add(frames, trace.frames);
  measured.add(dropped, trace.dropped);
  measured.add(task, trace.longestTask);
}
