/**
 * `node scripts/run.mjs tests/operator-app/desk-shots.ts <folder> [word in the screen's name]`: a picture of every screen of the
 * operator's app on a server with a day's work on it. For eyes; nothing is compared.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { overHttp } from '../support/api-client.ts';
import { launchChromium } from '../support/chromium.ts';
import { createProject, registerOperator, type TestOperator } from '../support/people.ts';
import { startServerProcess } from '../support/server-process.ts';
import { SCREENS, type Screen, type Shop, type Who } from './desk-screens.ts';
import { startStage } from './stage-server.ts';
import { makeWorkingDay } from './working-day.ts';

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
interface Look {
  context: BrowserContextOptions;
  stored?: Record<string, string>;
}
const LOOKS: Record<string, Look> = {
  light: { context: { viewport: WIDE, colorScheme: 'light' } },
  dark: { context: { viewport: WIDE, colorScheme: 'dark' } },
  compact: { context: { viewport: WIDE, colorScheme: 'light' }, stored: { 'parley.density': 'compact' } },
  narrow: { context: { viewport: NARROW, colorScheme: 'light' } },
  arabic: { context: { viewport: WIDE, colorScheme: 'light', locale: 'ar' } },
};

const [folder, word = ''] = process.argv.slice(2);
if (folder === undefined) throw new Error('Where to? Give a folder.');
await mkdir(folder, { recursive: true });
const data = await mkdtemp(join(tmpdir(), 'parley-shots-'));
try {
  await using server = await startServerProcess({ env: { DATA_DIR: data } });
  await using stage = await startStage();
  await using browser = await launchChromium();
  const { url } = server;
  const day = await makeWorkingDay(url);
  const newcomer = await registerOperator(url, 'Nils');
  await createProject(url, newcomer);
  const people: Record<Who, TestOperator | null> = { bob: day.bob, newcomer, nobody: null };
  const bob = overHttp(url, day.bob.params);

  // All looks of a screen one after another: what they show is the same, whatever the next screen does to it.
  for (const [name, screen] of Object.entries(SCREENS)) {
    if (!name.includes(word)) continue;
    for (const [look, how] of Object.entries(LOOKS)) {
      await shoot(screen, how, join(folder, `${name}.${look}.png`), { url, day, stage });
      // The toast of a closed conversation comes after the server's answer, so this is the last word.
      if (name === 'undo') await bob.conversation.setStatus.mutate({ conversationId: day.shown, status: 'open' });
    }
  }

  /** In a browser of its own: no draft, window or choice of the screen before is left in it. */
  async function shoot({ who = 'bob', show, end }: Screen, { context, stored }: Look, path: string, shop: Shop) {
    await using opened = await browser.newContext({
      ...context,
      reducedMotion: 'reduce',
      permissions: ['microphone', 'camera'],
    });
    const page = await opened.newPage();
    const person = people[who];
    const session = person && { 'parley.session': `${person.me.id} ${person.params.sessionToken}` };
    await page.addInitScript(
      (entries) => {
        for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
      },
      { ...session, ...stored },
    );
    await show(page, shop);
    await page.screenshot({ path, animations: 'disabled' });
    await end?.(page);
  }
} finally {
  await rm(data, { recursive: true, force: true });
}
