import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { watchDevices } from '../support/devices-in-use.ts';
import { reportRefusals } from '../support/report-refusals.ts';

export interface Visit extends AsyncDisposable {
  page: Page;
  context: BrowserContext;
  launcher: Locator;
  panel: Locator;
  field: Locator;
  log: Locator;
  /** Addresses that the page asked for, sockets included. */
  requests: string[];
  /** Sockets that are open now. */
  sockets: Set<string>;
  /** Script errors, refusals by the policy, and whatever else a page may complain of. */
  complaints: string[];
}

/** A visitor in a browser of his own. The widget's closed shadow root is opened for the test, unless `closed`. */
export async function visit(
  browser: Browser,
  url: string,
  options: { closed?: boolean; context?: BrowserContextOptions } = {},
): Promise<Visit> {
  const context = await browser.newContext(options.context);
  const page = await context.newPage();
  if (options.closed !== true) await context.addInitScript(openShadowRoots);
  await page.addInitScript(reportRefusals);
  await page.addInitScript(watchDevices);
  const requests: string[] = [];
  const sockets = new Set<string>();
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('websocket', (socket) => {
    requests.push(socket.url());
    sockets.add(socket.url());
    socket.on('close', () => sockets.delete(socket.url()));
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return {
    page,
    context,
    launcher: page.locator('.launcher'),
    panel: page.getByRole('dialog'),
    field: page.getByRole('textbox'),
    log: page.getByRole('log'),
    requests,
    sockets,
    complaints,
    [Symbol.asyncDispose]: () => context.close(),
  };
}

export function openShadowRoots(): void {
  const attach: (options: ShadowRootInit) => ShadowRoot = Reflect.get(Element.prototype, 'attachShadow');
  Element.prototype.attachShadow = function (options) {
    return Reflect.apply(attach, this, [{ ...options, mode: 'open' }]);
  };
}

/** Once the page knows that somebody is there: before, the button says that nobody is. */
export async function callTeam({ panel }: Visit): Promise<void> {
  await panel.getByText('We’re here now').waitFor();
  await panel.getByRole('button', { name: 'Start a call' }).click();
}
