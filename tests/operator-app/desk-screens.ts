import type { Page } from 'playwright-core';
import { callTeam, visit } from '../widget/widget-page.ts';
import { openScene } from './scene-page.ts';
import type { StageServer } from './stage-server.ts';
import type { WorkingDay } from './working-day.ts';

export interface Shop {
  url: string;
  day: WorkingDay;
  stage: StageServer;
}
/** In whose browser a screen is opened: one who looks at his work, one who has none yet, or nobody who is known. */
export type Who = 'bob' | 'newcomer' | 'nobody';
export interface Screen {
  who?: Who;
  show: (page: Page, shop: Shop) => Promise<unknown>;
  /** What would be in the way of the next look. */
  end?: (page: Page) => Promise<unknown>;
}

const atTalk = ({ url, day }: Shop) => `${url}/c/${day.shown}`;
const onStage = (scene: string): Screen => ({ show: (page, { stage }) => openScene(page, stage, scene) });
const at = (path: string): Screen => ({ show: (page, { url }) => open(page, `${url}${path}`) });

/** By their places and keys, since their words are in the language of the look. What changes the day comes last. */
export const SCREENS: Record<string, Screen> = {
  'sign-in': { who: 'nobody', show: openDoor },
  register: {
    who: 'nobody',
    show: async (page, shop) => {
      await openDoor(page, shop);
      await page.locator('.entry-card > button').click();
      await page.locator('input[autocomplete="name"]').waitFor();
    },
  },
  empty: {
    who: 'newcomer',
    show: async (page, { url }) => {
      await page.goto(`${url}/inbox`);
      await loaded(page);
    },
  },
  inbox: at('/inbox'),
  mentions: at('/inbox?queue=mentions'),
  conversation: { show: (page, shop) => open(page, atTalk(shop)) },
  message: { show: openAtMessage },
  reacting: { show: (page, shop) => pressAtMessage(page, shop, '+', '[role="dialog"]') },
  answering: { show: (page, shop) => pressAtMessage(page, shop, 'q', '.composer-chip') },
  editing: { show: (page, shop) => press(page, shop, ['r', 'ArrowUp'], '.composer-chip') },
  deleting: { show: (page, shop) => pressAtMessage(page, shop, '#', '[role="dialog"]') },
  canned: { show: (page, shop) => press(page, shop, ['r', '/'], '[role="listbox"]') },
  palette: { show: (page, shop) => press(page, shop, ['Control+k', 'o'], '[role="dialog"] [role="option"]') },
  shortcuts: { show: (page, shop) => press(page, shop, ['?'], '[role="dialog"]') },
  export: {
    show: async (page, shop) => {
      await open(page, atTalk(shop));
      const button = page.locator('.details .privacy-actions button').first();
      if (!(await button.isVisible())) await page.keyboard.press('i');
      await button.click();
      await page.getByRole('dialog').waitFor();
    },
  },
  device: {
    show: async (page, { url }) => {
      await open(page, `${url}/inbox`);
      await page.locator('.sidebar-foot [aria-haspopup="menu"]').click();
      await page.getByRole('menuitem').nth(5).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  settings: at('/settings'),
  team: at('/team'),
  audit: at('/audit'),
  account: at('/account'),
  'call-incoming': onStage('incoming-video'),
  'call-active': onStage('active-video'),
  'call-thread': onStage('thread-calls'),
  offline: {
    show: async (page, shop) => {
      await open(page, atTalk(shop));
      await page.context().setOffline(true);
      await page.locator('.connection-banner').waitFor();
    },
  },
  undo: { show: (page, shop) => press(page, shop, ['e'], '.toast button') },
  'call-beside': { show: takeCall, end: hangUp },
};

async function openDoor(page: Page, { url }: Shop): Promise<void> {
  await page.goto(url);
  await page.locator('.entry input').first().waitFor();
}

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  if (url.includes('/c/')) await page.locator('article').first().waitFor();
  if (url.includes('/inbox')) await page.locator('.conversation-row').first().waitFor();
  await loaded(page);
}

/** Everything that the screen asks for has come: what is asked on a socket is not known as traffic. */
async function loaded(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('.queue-count').first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelector('.skeleton') === null);
}

/** With a visitor of the demo page, which is gone with the operator's. */
async function takeCall(page: Page, { url }: Shop): Promise<void> {
  await open(page, `${url}/inbox`);
  const browser = page.context().browser();
  if (browser === null) throw new Error('a page without a browser');
  const visitor = await visit(browser, `${url}/demo`);
  page.once('close', () => void visitor[Symbol.asyncDispose]());
  await visitor.launcher.click();
  await visitor.field.fill('My Fjord lamp hums since this morning. May I show you?');
  await visitor.field.press('Enter');
  await callTeam(visitor);
  await page.locator('.incoming-actions button').first().click();
  await visitor.page.getByRole('button', { name: 'Camera on' }).click();
  await page.waitForFunction(() => (document.querySelector<HTMLVideoElement>('.call-remote')?.videoWidth ?? 0) > 0);
  await page.locator('article').first().waitFor();
  await loaded(page);
}

async function hangUp(page: Page): Promise<void> {
  await page.locator('.call-bar button[data-tone="stop"]').click();
  await page.locator('.call-bar[data-phase="ended"]').waitFor();
}

async function press(page: Page, shop: Shop, keys: readonly string[], shows: string): Promise<void> {
  await open(page, atTalk(shop));
  for (const key of keys) await page.keyboard.press(key);
  await page.locator(shows).first().waitFor();
}

async function openAtMessage(page: Page, shop: Shop): Promise<void> {
  await press(page, shop, ['l', 'ArrowUp'], '.message-tools');
}

async function pressAtMessage(page: Page, shop: Shop, key: string, shows: string): Promise<void> {
  await openAtMessage(page, shop);
  await page.keyboard.press(key);
  await page.locator(shows).first().waitFor();
}
