import { createServer } from 'node:http';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import type { Page } from 'playwright-core';
import { cssAsText } from '../../packages/widget-sdk/css-as-text.ts';
import { ROOT } from '../support/repository.ts';
import { serveLocally } from '../support/serve-locally.ts';

export interface StageSite extends AsyncDisposable {
  url: string;
}

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The stage</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>A site</h1></main><script type="module" src="/stage.js"></script></body></html>`;

/** The widget's real parts on a page, with prepared snapshots instead of a server. */
export async function startStage(): Promise<StageSite> {
  const files = await bundle();
  const http = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const code = files.get(pathname.slice(1));
    const type = code === undefined ? 'text/html' : 'text/javascript';
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(code ?? PAGE);
  });
  const site = await serveLocally(http);
  return { ...site, url: `http://localhost:${site.port}/` };
}

async function bundle(): Promise<Map<string, string>> {
  const build = await rolldown({
    input: { stage: join(ROOT, 'packages/widget-sdk/stage/stage.ts') },
    platform: 'browser',
    plugins: [cssAsText()],
  });
  const { output } = await build.generate({ format: 'esm', entryFileNames: '[name].js' });
  return new Map(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : '']));
}

/** By place and not by words: the stage speaks six languages. */
const ACTS: Record<string, string> = {
  check: '.header .round:nth-child(1)',
  call: '.header .round:nth-child(2)',
  decline: '.control.stop',
  more: '.control[aria-haspopup]',
  devices: '.sheet .item:last-child',
  fold: '.fold',
  checkCamera: '.check-links .link:first-child',
  picture: '.picture > button',
};

/** Goes to a screen and presses what leads there. */
export async function goToScreen(page: Page, site: StageSite, query: Record<string, string>): Promise<void> {
  await page.goto(`${site.url}?${new URLSearchParams(query).toString()}`);
  const acts = (await page.locator('body[data-acts]').getAttribute('data-acts')) ?? '';
  for (const act of acts.split(' ').filter(Boolean)) await page.locator(ACTS[act] ?? act).click();
  await page.locator('.panel:not([hidden])').waitFor();
  if (acts.includes('devices')) await page.locator('.sheet select').first().waitFor();
  if ((query['screen'] ?? '').startsWith('files-')) await page.locator('.files, .tray .file-facts').first().waitFor();
  if (acts.includes('picture')) await page.locator('.lightbox img').waitFor();
  if (acts.includes('check')) await page.locator('section.check').waitFor();
  if (/call/.test(acts) && query['screen'] !== 'away') await page.locator('section.call').waitFor();
}

export async function screenNames(page: Page, site: StageSite): Promise<string[]> {
  await page.goto(site.url);
  return ((await page.locator('body[data-screens]').getAttribute('data-screens')) ?? '').split(' ');
}
