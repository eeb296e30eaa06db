import type { Browser } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { deviceRequests, devicesInUse } from '../support/devices-in-use.ts';
import { callTeam, visit, type Visit } from './widget-page.ts';
import { startWidgetSite, until, type WidgetSite } from './widget-site.ts';

describe.skipIf(!inject('hasChromium'))('calls and a server that goes away, in the widget', () => {
  let site: WidgetSite;
  let browser: Browser;

  beforeAll(async () => {
    site = await startWidgetSite();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  /** A visitor who has written; and the conversation that this made. */
  async function visitorWithConversation(text: string): Promise<{ visitor: Visit; conversationId: string }> {
    const visitor = await visit(browser, site.siteUrl);
    await visitor.launcher.click();
    await visitor.panel.getByText('Hello.').waitFor();
    await visitor.field.fill(text);
    await visitor.page.keyboard.press('Enter');
    const inbox = site.operator.inbox(site.projectId);
    const { items } = await until(inbox, (now) => now.items.some((item) => item.lastMessage?.text === text));
    inbox.close();
    const conversationId = items.find((item) => item.lastMessage?.text === text)?.id ?? '';
    return { visitor, conversationId };
  }

  test('an incoming call asks for nothing before it is accepted, and declining ends it', async () => {
    const { visitor, conversationId } = await visitorWithConversation('call me');
    await using _ = visitor;
    await visitor.page.keyboard.press('Escape');
    const callId = uuidv7();
    await site.operator.api.call.start.mutate({ conversationId, callId, media: 'audio' });
    // The panel opens by itself: a call can't wait for the visitor to look.
    const incoming = visitor.page.getByRole('alertdialog');
    await incoming.getByText('Incoming call').waitFor();
    expect(await deviceRequests(visitor.page)).toBe(0);
    await incoming.getByRole('button', { name: 'Decline' }).click();
    await visitor.panel.getByText('You declined the call.').first().waitFor();
    expect(await deviceRequests(visitor.page)).toBe(0);
    await visitor.page.getByRole('button', { name: 'Back to the chat' }).click();
    await visitor.log.getByText('You declined the call.').waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test('a call that is declined says so in words', async () => {
    const { visitor } = await visitorWithConversation('I will call you');
    await using _ = visitor;
    const inbox = site.operator.inbox(site.projectId);
    await callTeam(visitor);
    const { ringing } = await until(inbox, (now) => now.ringing.length > 0);
    inbox.close();
    await site.operator.api.call.decline.mutate({ callId: ringing[0]?.callId ?? '', scope: 'everyone' });
    await visitor.panel.getByRole('status').getByText('We can’t take the call right now.').waitFor();
    expect(visitor.complaints).toEqual([]);
  });

  test('ringing outlives a reload and the way to another page, and asks for nothing', async () => {
    const { visitor, conversationId } = await visitorWithConversation('ring on');
    await using _ = visitor;
    const { page } = visitor;
    const callId = uuidv7();
    await site.operator.api.call.start.mutate({ conversationId, callId, media: 'audio' });
    const incoming = page.getByRole('alertdialog').getByText('Incoming call');
    await incoming.waitFor();
    await page.reload();
    await incoming.waitFor();
    await page.goto(`${site.siteUrl}/another-page`);
    await incoming.waitFor();
    expect(await deviceRequests(page)).toBe(0);

    // The visitor turns away from the panel: the launcher rings on.
    await visitor.launcher.click();
    await page.getByRole('button', { name: 'Open chat, incoming call' }).waitFor();
    await site.operator.api.call.end.mutate({ callId });
    await page.getByRole('button', { name: 'Open chat', exact: true }).click();
    await visitor.panel.getByRole('status').getByText('You missed a call.').waitFor();
    await page.getByRole('button', { name: 'Back to the chat' }).click();
    await visitor.log.getByText('You missed a call.').waitFor();
    await visitor.log.getByRole('button', { name: 'Call back' }).waitFor();
    expect(await deviceRequests(page)).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });

  test('where nobody is there, that is said before the microphone is asked for, and after a call in vain', async () => {
    await using empty = await startWidgetSite();
    await empty.operator.close();
    await using visitor = await visit(browser, empty.siteUrl);
    const { page, panel } = visitor;
    await visitor.launcher.click();
    await panel.getByText('We’ll reply soon').waitFor();
    await page.getByRole('button', { name: 'Start a call' }).click();
    await page.getByRole('alert').getByText('Nobody is here right now.').waitFor();
    expect(await deviceRequests(page)).toBe(0);
    await page.getByRole('button', { name: 'Call anyway' }).click();
    // The button has gone with its press: the keyboard goes on in the call.
    await page.getByRole('region', { name: 'Call' }).and(page.locator(':focus-within')).waitFor();
    await panel.getByRole('status').getByText('Nobody is here right now.').waitFor();
    await page.getByRole('button', { name: 'Call again' }).waitFor();
    await page.getByRole('button', { name: 'Leave a message' }).click();
    await expect.poll(() => visitor.field.evaluate((field) => field.matches(':focus'))).toBe(true);
    expect(visitor.complaints).toEqual([]);
  });

  test('the check says what works, and lets go of microphone and camera', async () => {
    const { visitor } = await visitorWithConversation('does it work?');
    await using _ = visitor;
    const { page } = visitor;
    await page.getByRole('button', { name: 'Check microphone and network' }).click();
    const check = page.getByRole('region', { name: 'Check microphone and network' });
    await check.getByText('Your microphone works.').waitFor();
    await check.getByText('Calls work on most networks.').waitFor();
    await check.getByRole('button', { name: 'Check the camera too' }).click();
    await check.getByText('Your camera works.').waitFor();
    await expect.poll(() => devicesInUse(page)).toHaveLength(2);
    // Behind a closed panel nobody would know that they are open.
    await visitor.launcher.click();
    await expect.poll(() => devicesInUse(page)).toEqual([]);
    await visitor.launcher.click();
    await check.getByText('Your microphone works.').waitFor();
    await expect.poll(() => devicesInUse(page)).toHaveLength(1);
    await check.getByRole('button', { name: 'Close the check' }).click();
    await visitor.log.waitFor();
    await expect.poll(() => devicesInUse(page)).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test('a double click on "Check again" checks, and calls nobody', async () => {
    const { visitor } = await visitorWithConversation('once more');
    await using _ = visitor;
    const { page } = visitor;
    await page.evaluate(refuseOnce);
    await page.getByRole('button', { name: 'Check microphone and network' }).click();
    const check = page.getByRole('region', { name: 'Check microphone and network' });
    await check.getByText('Your browser doesn’t allow the microphone here.').waitFor();
    await check.getByRole('button', { name: 'Check again' }).dblclick();
    await check.getByText('Your microphone works.').waitFor();
    await check.getByText('Calls work on most networks.').waitFor();
    await check.getByRole('button', { name: 'Start a call' }).waitFor();
    expect(await page.getByRole('region', { name: 'Call', exact: true }).count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });

  test('a site may show a check of its own', async () => {
    await using visitor = await visit(browser, site.siteUrl);
    await visitor.launcher.waitFor();
    const found = await visitor.page.evaluate(async () => {
      const check = await window.Parley?.checkCall({ media: 'video' });
      if (check === undefined) throw new Error('no widget');
      const seen = await new Promise<ReturnType<typeof check.getSnapshot>>((resolve) => {
        const look = () => {
          const now = check.getSnapshot();
          if (now.microphone !== null && now.camera !== null && now.network !== null) resolve(now);
        };
        check.subscribe(look);
        look();
      });
      check.close();
      const { microphone, camera, network, stream } = seen;
      const isOpen = () => stream?.getTracks().some((track) => track.readyState === 'live') === true;
      while (isOpen()) await new Promise(requestAnimationFrame);
      return { microphone, camera, network };
    });
    expect(found).toEqual({ microphone: 'ok', camera: 'ok', network: 'no_relay' });
    expect(visitor.complaints).toEqual([]);
  });

  test('what is written while the server is gone is sent when it is back', async () => {
    const { visitor } = await visitorWithConversation('before the crash');
    await using _ = visitor;
    site.server.kill('SIGKILL');
    await visitor.panel.getByText('Connection lost. Reconnecting').waitFor();
    await visitor.field.fill('during the crash');
    await visitor.page.keyboard.press('Enter');
    const message = visitor.page.locator('.message', { hasText: 'during the crash' });
    await message.getByText('Sending').or(message.getByText('Waiting to be sent')).waitFor();
    await site.server.restart();
    await message.getByText(/^(Sent|Delivered|Read)$/).waitFor();
    expect(await visitor.page.locator('.message', { hasText: 'during the crash' }).count()).toBe(1);
  });
});

/** In a page: the next time a microphone is asked for, the answer is no. */
function refuseOnce(): void {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = () => {
    mediaDevices.getUserMedia = ask;
    return Promise.reject(new DOMException('no', 'NotAllowedError'));
  };
}
