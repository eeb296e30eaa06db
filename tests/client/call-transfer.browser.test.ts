import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { bundleClient } from './client-page.ts';
import { startParley, type Parley } from './parley.ts';
import { endOf, hears, phase, Phones, shows } from './phones.ts';

describe.skipIf(!inject('hasChromium') || inject('postgresUrl') === null)('a call that is handed over', () => {
  let parley: Parley;
  let browser: Browser;
  let bundle: string;

  beforeAll(async () => {
    [parley, browser, bundle] = await Promise.all([startParley({}, {}, 'server'), launchChromium(), bundleClient()]);
  });
  afterAll(async () => {
    await browser?.close();
    await parley?.[Symbol.asyncDispose]();
  });

  test('rings at the colleague’s; taken back it rings no more; accepted it is his, and the visitor talks on', async () => {
    await using phones = new Phones(browser, parley, bundle);
    const bob = await parley.colleague('Bob');
    const { outgoing, answered } = await phones.talking();
    const desk = await phones.operator(bob.sessionToken);

    await answered.evaluate((call, id) => call.transfer(id), bob.id);
    const offered = await phones.incoming(desk);
    await phase(offered, 'incoming');
    expect(await answered.evaluate((call) => call.getSnapshot().call?.transfer?.to.name)).toBe('Bob');
    await answered.evaluate((call) => call.cancelTransfer());
    await phase(offered, 'ended');
    expect(await endOf(offered)).toMatchObject({ endReason: 'cancelled', error: null });
    await Promise.all([hears(outgoing, 'audio'), hears(answered, 'audio')]);

    await answered.evaluate((call, id) => call.transfer(id), bob.id);
    const taken = await phones.incoming(desk);
    await phase(taken, 'incoming');
    await taken.evaluate((call) => call.accept());
    await phase(answered, 'ended');
    expect(await endOf(answered)).toEqual({ endReason: 'transferred', error: null, microphone: false });
    await Promise.all([phase(taken, 'active'), shows(outgoing, { phase: 'active', peer: { name: 'Bob' } })]);
    await Promise.all([hears(outgoing, 'audio'), hears(taken, 'audio')]);
    await taken.evaluate((call) => call.hangUp());
    await phase(outgoing, 'ended');
  });
});
