import type { Browser, Page } from 'playwright-core';
import { openOperatorPage, registerWithProject, type OperatorPage } from '../operator-app/operator-page.ts';
import { devicesInUse, watchDevices } from '../support/devices-in-use.ts';
import { visit, type Visit } from '../widget/widget-page.ts';

export interface TwoPages extends AsyncDisposable {
  operator: OperatorPage;
  visitor: Visit;
}

/**
 * The README's tour: an operator with a first project at `/`, and beside him, or in a browser elsewhere, a visitor on
 * `/demo`, widget open.
 */
export async function openTwoPages(browser: Browser, url: string, visitorsBrowser = browser): Promise<TwoPages> {
  const operator = await openOperatorPage(browser, url);
  await operator.page.addInitScript(keepPeerConnections);
  await operator.page.addInitScript(watchDevices);
  await registerWithProject(operator.page, 'Lindqvist Lamps');
  await operator.page.goto(url);
  await operator.page.getByText('All answered').waitFor();
  const visitor = await visit(visitorsBrowser, 'about:blank');
  await visitor.page.addInitScript(keepPeerConnections);
  await visitor.page.goto(`${url}/demo`);
  await visitor.launcher.click();
  await visitor.field.waitFor();
  return {
    operator,
    visitor,
    [Symbol.asyncDispose]: async () => {
      await operator[Symbol.asyncDispose]();
      await visitor[Symbol.asyncDispose]();
    },
  };
}

/** The page's own peer connections, for a look at what they carry. */
export function keepPeerConnections(): void {
  const kept: RTCPeerConnection[] = [];
  Reflect.set(globalThis, 'keptPeerConnections', kept);
  globalThis.RTCPeerConnection = class extends globalThis.RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      kept.push(this);
    }
  };
}

/** Audio packets that this page has received over the connections that are open. */
export function audioPacketsReceived(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const kept: RTCPeerConnection[] = Reflect.get(globalThis, 'keptPeerConnections');
    let packets = 0;
    for (const connection of kept.filter(({ connectionState }) => connectionState === 'connected')) {
      (await connection.getStats()).forEach((entry) => {
        if (entry.type === 'inbound-rtp' && entry.kind === 'audio') packets += Number(entry.packetsReceived);
      });
    }
    return packets;
  });
}

/** Are all of the page's peer connections closed, and is every microphone let go? */
export async function isSilent(page: Page): Promise<boolean> {
  const closed = await page.evaluate(() => {
    const kept: RTCPeerConnection[] = Reflect.get(globalThis, 'keptPeerConnections');
    return kept.every(({ connectionState }) => connectionState === 'closed');
  });
  return closed && (await devicesInUse(page)).length === 0;
}
