import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { bundleClient } from './client-page.ts';
import { startParley, type Parley } from './parley.ts';
import { Phones } from './phones.ts';

export interface Booth {
  readonly parley: Parley;
  readonly phones: Phones;
}

interface Shared {
  parley: Parley;
  browser: Browser;
  bundle: string;
}

/** One server and one browser for the tests of this block, and phones of its own for each test. */
export function phoneBooth(): Booth {
  let shared: Shared | undefined;
  let phones: Phones | undefined;
  beforeAll(async () => {
    const [parley, browser, bundle] = await Promise.all([startParley(), launchChromium(), bundleClient()]);
    shared = { parley, browser, bundle };
  });
  afterAll(async () => {
    await shared?.browser.close();
    await shared?.parley[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    const { browser, parley, bundle } = present(shared);
    phones = new Phones(browser, parley, bundle);
  });
  afterEach(() => phones?.[Symbol.asyncDispose]());
  return {
    get parley() {
      return present(shared).parley;
    },
    get phones() {
      return present(phones);
    },
  };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('only within a test');
  return value;
}
