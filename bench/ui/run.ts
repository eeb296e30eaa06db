/**
 * `npm run ui-bench`: how fast the operator's app is with 50,000 conversations, one of which has 100,000 messages.
 * Needs a Postgres server and a Chromium that draws at sixty frames a second.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../tests/support/chromium.ts';
import { startServerProcess } from '../../tests/support/server-process.ts';
import { Postgres } from '../harness/postgres.ts';
import { Measured } from './figures.ts';
import { loadUntil, MESSAGE, openDesk, ROW } from './open-desk.ts';
import { publishUi } from './publish-ui.ts';
import { measureRound } from './rounds.ts';
import { seedDesk, type Desk } from './seed-desk.ts';
import { measureTraffic } from './traffic.ts';

const WHOLE = { rounds: 5, minutes: 60, conversations: 50_000, messages: 100_000 };
const PICTURES = fileURLToPath(new URL('pictures', import.meta.url));

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: String(WHOLE.rounds) },
    minutes: { type: 'string', default: String(WHOLE.minutes) },
    conversations: { type: 'string', default: String(WHOLE.conversations) },
    messages: { type: 'string', default: String(WHOLE.messages) },
  },
});
const asked = {
  rounds: Number(values.rounds),
  minutes: Number(values.minutes),
  conversations: Number(values.conversations),
  messages: Number(values.messages),
};

const postgres = await Postgres.find('ui');
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void postgres.dropAll().finally(() => process.exit(1)));
}
const files = await mkdtemp(join(tmpdir(), 'parley-ui-bench-'));
try {
  const databaseUrl = postgres.urlOf(await postgres.create());
  const env = { DATABASE_URL: databaseUrl, DATA_DIR: files, DATA_KEYS: randomBytes(32).toString('base64') };
  await using server = await startServerProcess({ env });
  process.stdout.write(`${asked.conversations} conversations, ${asked.messages} messages in one of them …\n`);
  const desk = await seedDesk(server.url, databaseUrl, asked);
  await using browser = await launchChromium();
  const measured = new Measured();
  for (let nth = 1; nth <= asked.rounds; nth += 1) {
    process.stdout.write(`round ${nth} of ${asked.rounds}\n`);
    await measureRound(browser, server.url, desk, measured);
  }
  await takePictures(browser, server.url, desk);
  if (asked.minutes > 0) await measureTraffic(browser, server.url, desk, asked.minutes, measured);
  publishUi(measured, asked, browser.version(), JSON.stringify(asked) === JSON.stringify(WHOLE));
} finally {
  await postgres.dropAll();
  await rm(files, { recursive: true, force: true });
}

/** What was measured, for eyes. */
async function takePictures(browser: Browser, url: string, desk: Desk): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await using opened = await openDesk(browser, desk);
  const { page } = opened;
  for (const [name, path, selector] of [
    ['list', '/inbox', ROW],
    ['thread', `/c/${desk.long}`, MESSAGE],
  ] as const) {
    await loadUntil(page, `${url}${path}`, selector);
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  }
}
