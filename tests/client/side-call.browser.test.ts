import type { Browser, JSHandle } from 'playwright-core';
import type { Call, OperatorClient } from '@parley/client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { deviceRequests } from '../support/devices-in-use.ts';
import { bundleClient } from './client-page.ts';
import { startParley, type Parley } from './parley.ts';
import { endOf, loudness, phase, Phones, shows, type Phone } from './phones.ts';

/** Resolves when these are the names of those who listen, as this side is told. */
const listeners = (call: JSHandle<Call>, names: string[]): Promise<void> =>
  call.evaluate(
    (each, wanted) =>
      new Promise<void>((resolve) => {
        const look = () => {
          const told = each.getSnapshot().call?.listeners?.map(({ name }) => name);
          if (JSON.stringify(told) === JSON.stringify(wanted)) resolve();
        };
        each.subscribe(look);
        look();
      }),
    names,
  );

describe.skipIf(!inject('hasChromium') || inject('postgresUrl') === null)('calls beside a visitor’s call', () => {
  let parley: Parley;
  let browser: Browser;
  let bundle: string;
  let bob: { id: string; sessionToken: string };

  beforeAll(async () => {
    [parley, browser, bundle] = await Promise.all([startParley({}, {}, 'server'), launchChromium(), bundleClient()]);
    bob = await parley.colleague('Bob');
  });
  afterAll(async () => {
    await browser?.close();
    await parley?.[Symbol.asyncDispose]();
  });

  /** Bob has been asked and has answered. */
  async function asked(phones: Phones, answered: JSHandle<Call>, desk: Phone<OperatorClient>) {
    const consult = await answered.evaluateHandle((call, id) => call.consult(id), bob.id);
    const rings = await phones.incoming(desk, 'consult');
    await phase(rings, 'incoming');
    await shows(rings, { peer: { name: 'Ann' } });
    await rings.evaluate((call) => call.accept());
    await Promise.all([phase(consult, 'active'), phase(rings, 'active')]);
    return { consult, rings };
  }

  test('a colleague is asked while the visitor is on hold, and gets him on the device he talked on', async () => {
    await using phones = new Phones(browser, parley, bundle);
    const { outgoing, answered } = await phones.talking();
    const desk = await phones.operator(bob.sessionToken);

    const first = await asked(phones, answered, desk);
    await Promise.all([loudness(first.consult, 'some'), loudness(first.rings, 'some'), loudness(outgoing, 'none')]);
    expect(await outgoing.evaluate((call) => call.getSnapshot().remote.held)).toBe(true);
    await first.rings.evaluate((call) => call.hangUp());
    await phase(first.consult, 'ended');
    // The microphone is still open for the visitor.
    expect(await endOf(first.consult)).toEqual({ endReason: 'completed', error: null, microphone: true });
    expect(await endOf(first.rings)).toMatchObject({ error: null, microphone: false });
    await shows(answered, { phase: 'active', held: true });
    await answered.evaluate((call) => call.setHeld(false));
    await Promise.all([loudness(answered, 'some'), loudness(outgoing, 'some')]);

    const second = await asked(phones, answered, desk);
    await second.rings.evaluate((call) => call.setMuted(true));
    await second.consult.evaluate((call) => call.handOver());
    await Promise.all([phase(second.rings, 'ended'), phase(answered, 'ended')]);
    for (const call of [second.rings, second.consult, answered]) {
      expect(await endOf(call)).toEqual({ endReason: 'transferred', error: null, microphone: false });
    }
    const taken = await desk.client.evaluateHandle(
      (client, id) => client.call(id),
      await outgoing.evaluate((c) => c.callId),
    );
    await Promise.all([phase(taken, 'active'), shows(outgoing, { phase: 'active', peer: { name: 'Bob' } })]);
    await shows(taken, { muted: true, camera: false });
    await loudness(taken, 'some');
    await taken.evaluate((call) => call.setMuted(false));
    await loudness(outgoing, 'some');
    expect(await outgoing.evaluate((call) => call.getSnapshot().remote.held)).toBe(false);
    await taken.evaluate((call) => call.hangUp());
    await phase(outgoing, 'ended');
  });

  test('who listens hears both after the visitor is told, nothing of a hold, and sends nothing', async () => {
    await using phones = new Phones(browser, parley, bundle);
    const { visitor, operator, outgoing, answered } = await phones.talking();
    const desk = await phones.operator(bob.sessionToken);
    const callId = await answered.evaluate((call) => call.callId);
    const listen = async () => {
      const listening = await desk.client.evaluateHandle((client, id) => client.listen(id), callId);
      return { listening, request: await phones.incoming(operator, 'listen') };
    };
    const refused = await listen();
    await phase(refused.request, 'incoming');
    await refused.request.evaluate((call) => call.decline());
    await phase(refused.listening, 'ended');
    expect(await endOf(refused.listening)).toMatchObject({ endReason: 'declined' });

    const { listening, request } = await listen();
    await phase(request, 'incoming');
    await visitor.page.context().setOffline(true);
    await request.evaluate((call) => call.accept());
    await Promise.all([phase(listening, 'active'), listeners(answered, ['Bob'])]);
    await loudness(listening, 'none');
    await visitor.page.context().setOffline(false);
    await listeners(outgoing, ['Bob']);
    await loudness(listening, 'some');
    expect(await listening.evaluate((call) => call.getSnapshot().localStream?.getTracks().length)).toBe(0);

    await answered.evaluate((call) => call.setMuted(true));
    await loudness(listening, 'some');
    await answered.evaluate((call) => call.setMuted(false));
    await outgoing.evaluate((call) => call.setMuted(true));
    await loudness(listening, 'some');
    // Each side puts the other one on hold, one after the other.
    for (const holder of [answered, outgoing]) {
      await holder.evaluate((call) => call.setHeld(true));
      await loudness(listening, 'none');
      await holder.evaluate((call) => call.setHeld(false));
      await loudness(listening, 'some');
    }
    await request.evaluate((call) => call.hangUp());
    await phase(listening, 'ended');
    await Promise.all([listeners(outgoing, []), listeners(answered, [])]);
    expect(await endOf(listening)).toEqual({ endReason: 'completed', error: null, microphone: false });
    await outgoing.evaluate((call) => call.hangUp());
    await phase(answered, 'ended');
  });

  test('both calls of an operator outlive the reload of his page, and the visitor stays on hold', async () => {
    await using phones = new Phones(browser, parley, bundle);
    const { operator, outgoing, answered } = await phones.talking();
    const desk = await phones.operator(bob.sessionToken);
    const { consult, rings } = await asked(phones, answered, desk);
    await consult.evaluate((call) => call.setMuted(true));
    await shows(rings, { remote: { audio: false, video: false, screen: false, held: false } });
    const ids = [
      await answered.evaluate((call) => call.callId),
      await consult.evaluate((call) => call.callId),
    ] as const;
    const main = await phones.reloadedOperator(operator, ids[0]);
    const client = await phones.operatorClient(operator.page, operator.deviceId);
    const side = await client.evaluateHandle((each, id) => each.call(id), ids[1]);
    await Promise.all([phase(main, 'active'), phase(side, 'active'), phase(rings, 'active')]);
    await Promise.all([shows(main, { held: true, muted: false }), shows(side, { held: false, muted: true })]);
    await side.evaluate((call) => call.setMuted(false));
    await Promise.all([loudness(rings, 'some'), loudness(outgoing, 'none')]);
    await outgoing.evaluate((call) => call.hangUp());
    await Promise.all([phase(main, 'ended'), phase(side, 'ended'), phase(rings, 'ended')]);
    expect(await endOf(rings)).toMatchObject({ endReason: 'completed' });
  });

  test('another microphone is both calls’, and what is open for a colleague is closed with the visitor’s call', async () => {
    await using phones = new Phones(browser, parley, bundle);
    const { operator, outgoing, answered } = await phones.talking();
    const desk = await phones.operator(bob.sessionToken);
    const { consult, rings } = await asked(phones, answered, desk);
    const other = await answered.evaluate(async (call) => {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const { microphone } = call.getSnapshot();
      return devices.findLast(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== microphone)?.deviceId ?? '';
    });
    await answered.evaluate((call, id) => call.useDevice('microphone', id), other);
    const before = await deviceRequests(operator.page);
    await consult.evaluate((call, id) => call.useDevice('microphone', id), other);
    await Promise.all([shows(answered, { microphone: other }), shows(consult, { microphone: other })]);
    // Some systems open none twice.
    expect(await deviceRequests(operator.page)).toBe(before);
    await loudness(rings, 'some');

    // Nothing can be asked of the server, and the way between the two desks stands.
    await operator.page.context().setOffline(true);
    const open = await consult.evaluateHandle((call) => call.getSnapshot().localStream?.getTracks() ?? []);
    await answered.evaluate((call) => void call.hangUp());
    expect(await open.evaluate((tracks) => tracks.map(({ readyState }) => readyState))).toEqual(['ended']);
    expect(await endOf(consult)).toMatchObject({ microphone: false });
    await operator.page.context().setOffline(false);
    await Promise.all([phase(outgoing, 'ended'), phase(rings, 'ended')]);
    expect(await endOf(rings)).toMatchObject({ endReason: 'completed' });
  });
});
