import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Desk } from './seed-desk.ts';

export interface OpenDesk extends AsyncDisposable {
  context: BrowserContext;
  page: Page;
}

export const ROW = '[data-conversation]';
export const MESSAGE = '.thread-row';

/** A profile without a cache, in which the operator has signed in. */
export async function openDesk(browser: Browser, { operator }: Desk): Promise<OpenDesk> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const session = `${operator.me.id} ${operator.params.sessionToken}`;
  await context.addInitScript((value) => localStorage.setItem('parley.session', value), session);
  return { context, page: await context.newPage(), [Symbol.asyncDispose]: () => context.close() };
}

/** In ms, from the start of the navigation until something that `selector` fits is drawn, and the page has time for the next thing. */
export async function loadUntil(page: Page, url: string, selector: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  return page.evaluate(untilDrawn, { click: null, selector, text: '' });
}

/** In ms, from a click on what `click` fits until something that `selector` fits and that has the text is drawn. */
export function clickUntil(page: Page, click: string, selector: string, text: string): Promise<number> {
  return page.evaluate(untilDrawn, { click, selector, text });
}

interface Wish {
  click: string | null;
  selector: string;
  text: string;
}

/** In the page. */
function untilDrawn({ click, selector, text }: Wish): Promise<number> {
  const begin = click === null ? 0 : performance.now();
  if (click !== null) document.querySelector<HTMLElement>(click)?.click();
  return new Promise((resolve) => {
    const look = (): void => {
      const isThere = [...document.querySelectorAll(selector)].some(
        (box) => box.textContent.includes(text) && box.checkVisibility({ visibilityProperty: true }),
      );
      if (!isThere) return void requestAnimationFrame(look);
      // The frame is drawn when its callbacks have run; a message comes after that.
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => resolve(performance.now() - begin));
      port1.start();
      port2.postMessage(null);
    };
    look();
  });
}
