import type { Browser, Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { headersOf, overHttp } from '../support/api-client.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { say, type TestVisitor } from '../support/people.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { HOSTILE_LINKS, XSS_CORPUS } from '../support/xss-corpus.ts';
import { openOperatorPage, registerWithProject, type OperatorPage } from './operator-page.ts';

/** Room for the whole list: each of its rows is in the page. */
const VIEWPORT = { width: 1440, height: 3_000 };

describe.skipIf(!inject('hasChromium'))('a visitor who writes markup, in the operator app', () => {
  let server: ServerProcess;
  let browser: Browser;
  let app: OperatorPage;
  let projectKey: string;
  const resources: AsyncDisposable[] = [];
  beforeAll(async () => {
    const database = await createTestDatabase('embedded');
    server = await startServerProcess({ env: database.env });
    browser = await launchChromium();
    app = await openOperatorPage(browser, 'about:blank', { viewport: VIEWPORT });
    await app.page.addInitScript(keepNotifications);
    await app.page.goto(server.url);
    projectKey = await registerWithProject(app.page, 'Test shop');
    resources.push(app, { [Symbol.asyncDispose]: () => browser.close() }, server, database);
  });
  afterAll(async () => {
    for (const resource of resources) await resource[Symbol.asyncDispose]();
  });

  /** All that a visitor says of himself is this text, and then he says it. */
  async function come(text: string): Promise<TestVisitor> {
    const response = await fetch(`${server.url}/trpc/visitor.start`, {
      method: 'POST',
      headers: {
        ...headersOf({ projectKey }),
        'content-type': 'application/json',
        // A header holds bytes, and is one line.
        'user-agent': Buffer.from(text.replaceAll('\n', ' ')).toString('latin1'),
        referer: `https://shop.example/?${encodeURIComponent(text)}`,
      },
      body: JSON.stringify({
        attributes: { name: text.slice(0, 255), email: text.slice(0, 255), [text.slice(0, 40)]: text.slice(0, 255) },
        page: { url: URL.canParse(text) ? text : `https://shop.example/${text}`, title: text.slice(0, 300) },
      }),
    });
    const { result }: { result: { data: { json: { visitor: { id: string }; visitorToken: string } } } } = JSON.parse(
      await response.text(),
    );
    const { visitor, visitorToken } = result.data.json;
    const params = { projectKey, visitorToken };
    const { id: conversationId } = await overHttp(server.url, params).conversation.open.mutate();
    await say(overHttp(server.url, params), conversationId, text);
    return { params, id: visitor.id, conversationId };
  }

  test('[CS1] case 58: name, address, attributes, page, browser and message are inert, wherever they are shown', async () => {
    const { page } = app;
    // `__proto__` is refused as the name of an attribute: hostile/inputs.
    const texts = XSS_CORPUS.filter((text) => text !== '__proto__');
    const visitors = await Promise.all(texts.map(come));
    await page.getByRole('link', { name: /^Open/ }).click();
    const rows = page.locator('.conversation-row');
    await expect.poll(() => rows.count()).toBe(texts.length);
    expect(await foreignParts(page)).toEqual(NOTHING_FOREIGN);
    for (const [index, text] of texts.entries()) {
      await page.locator(`[data-conversation="${visitors[index]?.conversationId}"]`).click();
      const name = nameOf(text);
      if (name !== null) await expect.poll(() => page.locator('.details-who h2').textContent()).toBe(name);
      const written = page.locator('.message-text').first();
      await expect.poll(() => written.evaluate(writtenIn)).toContain(text.slice(0, 4));
      expect(await foreignParts(page), text).toEqual(NOTHING_FOREIGN);
    }
    expect(await page.evaluate(() => 'stolen' in window)).toBe(false);
    expect(app.complaints).toEqual([]);
  });

  test('[CS2] case 59: what is written like a link leads nowhere but where it says', async () => {
    const { page } = app;
    const { conversationId } = await come(HOSTILE_LINKS.join(' \n '));
    await page.goto(`${server.url}/c/${conversationId}`);
    await page.locator('.message-text').first().waitFor();
    const links = await page.locator('.message-text a').evaluateAll((all) =>
      all.map((link) => ({
        href: link.getAttribute('href'),
        shown: link.firstChild?.textContent,
        rel: link.getAttribute('rel'),
        name: link.textContent,
      })),
    );
    // Of all of them the look-alike alone is a link, under its true name.
    const href = 'https://xn--pple-43d.example/';
    const rel = 'noopener noreferrer nofollow';
    expect(links).toEqual([{ href, shown: href, rel, name: `${href} (opens in a new tab)` }]);
    expect(app.complaints).toEqual([]);
  });

  test('[CS1] case 58: in the title, the notification and the call that rings', async () => {
    const { page } = app;
    const name = '<img src=x onerror="window.stolen=1">';
    const { params, conversationId } = await come(`${name}\u202E\u2066\n`);
    const phone = overHttp(server.url, { ...params, deviceId: uuidv7() });
    const { id } = await phone.call.start.mutate({ conversationId, callId: uuidv7(), media: 'audio' });
    await page.getByRole('dialog', { name: `${name} is calling` }).waitFor();
    // The marks that turn directions are gone: they would turn the words around the name.
    await page.waitForFunction((title) => document.title === title, `☎ ${name} is calling`);
    const notifications = () => page.evaluate(() => Reflect.get(globalThis, 'keptNotifications'));
    await expect.poll(notifications).toContainEqual(expect.objectContaining({ title: `${name} is calling` }));
    expect(await foreignParts(page)).toEqual(NOTHING_FOREIGN);
    await phone.call.end.mutate({ callId: id });
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => 'stolen' in window)).toBe(false);
    expect(app.complaints).toEqual([]);
  });
});

/** As the server makes one line of it; `null` where it makes up a name. */
function nameOf(text: string): string | null {
  const name = text
    .slice(0, 255)
    .replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .trim();
  return name === '' ? null : name;
}

interface ForeignParts {
  elements: string[];
  handlers: string[];
  schemes: string[];
  careless: string[];
}
const NOTHING_FOREIGN: ForeignParts = { elements: [], handlers: [], schemes: [], careless: [] };

/** What our app makes none of: elements and attributes that run or load something, and links to other things than pages. */
function foreignParts(page: Page): Promise<ForeignParts> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll('body *')];
    const links = all.filter((element) => element instanceof HTMLAnchorElement);
    const foreign =
      'script,iframe,img:not([src="/parley.svg"]),style,template,object,embed,link,meta,base,slot,[srcdoc]';
    return {
      elements: all.filter((element) => element.matches(foreign)).map(({ tagName }) => tagName),
      handlers: all.flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on'))),
      schemes: links.map(({ protocol }) => protocol).filter((scheme) => !/^(?:https?|mailto):$/.test(scheme)),
      careless: links
        .filter(({ origin, rel }) => origin !== location.origin && rel !== 'noopener noreferrer nofollow')
        .map(({ href }) => href),
    };
  });
}

/** In the page: the words of an element, without what is for screen readers. */
function writtenIn(element: Element): string {
  const copy = element.cloneNode(true);
  if (!(copy instanceof Element)) return '';
  for (const hidden of copy.querySelectorAll('.visually-hidden')) hidden.remove();
  return copy.textContent ?? '';
}

/** In the page, where a headless browser shows none: its own, and those that it has its service worker show. */
function keepNotifications(): void {
  const kept: object[] = [];
  Reflect.set(globalThis, 'keptNotifications', kept);
  ServiceWorkerRegistration.prototype.showNotification = async (title, options) =>
    void kept.push({ ...options, title });
  Reflect.set(
    globalThis,
    'Notification',
    class extends EventTarget {
      static permission = 'granted';
      constructor(title: string, options: object) {
        super();
        kept.push({ ...options, title });
      }
      close(): void {
        // It was never on a screen.
      }
    },
  );
}
