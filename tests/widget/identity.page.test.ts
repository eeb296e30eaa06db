import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { siteOf, type Site } from '../support/site.ts';
import { visit, type Visit } from './widget-page.ts';
import { startWidgetSite, until, type WidgetSite } from './widget-site.ts';

/** Everything that the browser keeps of this origin, as text. */
function keptIn(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const values: unknown[] = [Object.entries(localStorage), Object.entries(sessionStorage)];
    const request = indexedDB.open('parley', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('values');
    const database = await new Promise<IDBDatabase>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const table = database.transaction('values').objectStore('values');
    const read = (all: IDBRequest) => new Promise((resolve) => (all.onsuccess = () => resolve(all.result)));
    values.push(await read(table.getAllKeys()), await read(table.getAll()));
    database.close();
    return JSON.stringify(values);
  });
}

describe.skipIf(!inject('hasChromium'))('who the visitor is, in a browser', () => {
  let place: WidgetSite;
  let site: Site;
  let browser: Browser;
  beforeAll(async () => {
    place = await startWidgetSite();
    const { api } = place.operator;
    const project = await api.project.get.query({ projectId: place.projectId });
    const made = await api.identityKey.make.mutate({ projectId: project.id, name: 'Shop' });
    site = siteOf(project, made);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await place?.[Symbol.asyncDispose]();
  });

  /** The site's page says who is signed in to it, as its accounts do: all tabs share that. */
  async function signedIn(context: BrowserContext, subject: () => string | null): Promise<void> {
    await context.exposeFunction('tokenOfSite', async () => {
      const person = subject();
      return person === null ? null : site.vouchFor(person, { name: `Signed ${person}` });
    });
    await context.addInitScript(() => {
      const getToken = (): Promise<string | null> => Reflect.get(window, 'tokenOfSite')();
      Reflect.set(window, 'Parley', [['identify', { getToken }]]);
    });
  }
  async function open({ page, launcher, field }: Pick<Visit, 'page' | 'launcher' | 'field'>): Promise<void> {
    await launcher.waitFor();
    if ((await launcher.getAttribute('aria-expanded')) !== 'true') await launcher.click();
    await field.waitFor();
    await page.getByRole('dialog').waitFor();
  }
  async function nextTab(
    context: BrowserContext,
  ): Promise<Pick<Visit, 'page' | 'launcher' | 'panel' | 'field' | 'log'>> {
    const page = await context.newPage();
    await page.goto(place.siteUrl);
    return {
      page,
      launcher: page.locator('.launcher'),
      panel: page.getByRole('dialog'),
      field: page.getByRole('textbox'),
      log: page.getByRole('log'),
    };
  }

  test('[AU4] case 39: an anonymous visit, a signed-in one, a logout: the next person sees nothing, in either tab', async () => {
    let person: string | null = null;
    await using first = await visit(browser, 'about:blank');
    const { context, page } = first;
    await signedIn(context, () => person);
    await page.goto(place.siteUrl);
    await open(first);
    await first.field.fill('anonymous words');
    await page.keyboard.press('Enter');
    await first.log.getByText('anonymous words').waitFor();
    await first.log.getByText(/Sent|Delivered/).waitFor();

    // He signs in: the conversation of before is not his.
    person = 'uma';
    await page.reload();
    await open(first);
    await first.panel.getByText('Hello.').waitFor();
    await first.field.fill('words of Uma');
    await page.keyboard.press('Enter');
    await first.log.getByText(/Sent|Delivered/).waitFor();
    expect(await first.log.getByText('anonymous words').count()).toBe(0);
    const inbox = place.operator.inbox(place.projectId);
    const { items } = await until(inbox, (now) => now.items.some((item) => item.lastMessage?.text === 'words of Uma'));
    const uma = items.find((item) => item.lastMessage?.text === 'words of Uma')?.visitor;
    expect(uma).toMatchObject({ name: 'Signed uma', identity: { subject: 'uma' } });
    inbox.close();

    const second = await nextTab(context);
    await open(second);
    await second.log.getByText('words of Uma').waitFor();
    await second.field.fill('half a thought');
    await first.field.fill('another half');

    person = null;
    await page.evaluate(async () => {
      const { Parley } = window;
      if (Parley !== undefined) await Parley.logout();
    });
    await first.panel.waitFor({ state: 'hidden' });
    // The other tab begins anew as well, in front of whoever looks at it.
    await second.panel.getByText('Hello.').waitFor();
    for (const tab of [first, second]) {
      expect(await tab.log.getByText('words of Uma').count()).toBe(0);
      // In the tab of the logout the panel is closed.
      if ((await tab.field.count()) > 0) expect(await tab.field.inputValue()).toBe('');
    }
    for (const tab of [first, second]) {
      await tab.page.reload();
      await open(tab);
      await tab.panel.getByText('Hello.').waitFor();
      expect(await tab.field.inputValue()).toBe('');
    }
    const kept = await keptIn(page);
    for (const word of ['words', 'half', uma?.id ?? 'uma']) expect(kept).not.toContain(word);
    expect(first.complaints).toEqual([]);

    // And she has all of it again when she signs in, here or elsewhere.
    person = 'uma';
    await using elsewhere = await visit(browser, 'about:blank');
    await signedIn(elsewhere.context, () => 'uma');
    await elsewhere.page.goto(place.siteUrl);
    await open(elsewhere);
    await elsewhere.log.getByText('words of Uma').waitFor();
  });

  test('a logout leaves nothing where the page’s storage is full, too', async () => {
    await using visitor = await visit(browser, place.siteUrl);
    const { page } = visitor;
    await open(visitor);
    await visitor.field.fill('a word');
    await page.keyboard.press('Enter');
    await visitor.log.getByText(/Sent|Delivered/).waitFor();
    const parleysKeys = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('parley:')));
    expect(await parleysKeys()).toContainEqual(expect.stringMatching(/:conversation$/));
    await page.evaluate(() => {
      let nth = 0;
      for (let length = 2 ** 22; length >= 1;) {
        try {
          localStorage.setItem(`${(nth += 1)}`, 'x'.repeat(length));
        } catch {
          length /= 2;
        }
      }
    });
    await page.evaluate(() => window.Parley?.logout());
    expect(await parleysKeys()).not.toContainEqual(expect.stringMatching(/:conversation$/));
  });

  test('identify loads, stores and connects nothing', async () => {
    await using visitor = await visit(browser, 'about:blank');
    await signedIn(visitor.context, () => 'quiet');
    await visitor.page.goto(place.siteUrl);
    await visitor.launcher.waitFor();
    await visitor.page.waitForLoadState('networkidle');
    expect(visitor.sockets.size).toBe(0);
    expect(await visitor.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  });

  test('[AU4] signing in while the chat is open makes it that person’s', async () => {
    await using visitor = await visit(browser, place.siteUrl);
    await open(visitor);
    await visitor.field.fill('who am I');
    await visitor.page.keyboard.press('Enter');
    await visitor.log.getByText(/Sent|Delivered/).waitFor();
    const token = await site.vouchFor('vera');
    await visitor.page.evaluate((word) => window.Parley?.identify({ token: word }), token);
    await visitor.panel.getByText('Hello.').waitFor();
    expect(await visitor.log.getByText('who am I').count()).toBe(0);
  });

  test('a token that is not good is an error event, and the chat says that it does not work', async () => {
    await using visitor = await visit(browser, place.siteUrl);
    await visitor.launcher.waitFor();
    const code = visitor.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          window.Parley?.on('error', (event) => resolve(event.code));
          window.Parley?.identify({ token: 'a.b.c' });
          window.Parley?.open();
        }),
    );
    expect(await code).toBe('IDENTITY_INVALID');
  });
});
