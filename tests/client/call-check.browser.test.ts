import type { Browser, JSHandle } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { CallCheck, CallCheckSnapshot } from '@parley/client';
import { findingOf, isUdp, type RelayAnswer } from '../../packages/client/src/check/network-check.ts';
import { levelOf } from '../../packages/client/src/check/level-meter.ts';
import { launchChromium } from '../support/chromium.ts';
import { devicesInUse } from '../support/devices-in-use.ts';
import { startTurnServer, type TurnServer } from '../support/turn-server.ts';
import { bundleClient } from './client-page.ts';
import { startParley } from './parley.ts';
import { phoneBooth } from './phone-booth.ts';
import { Phones } from './phones.ts';

test('what relays say together', () => {
  const udp = (answers: RelayAnswer) => ({ udp: true, answers });
  const tcp = (answers: RelayAnswer) => ({ udp: false, answers });
  expect(findingOf([])).toBe('no_relay');
  expect(findingOf([udp('yes'), tcp('no')])).toBe('ok');
  expect(findingOf([udp('no'), tcp('yes')])).toBe('UDP_BLOCKED');
  expect(findingOf([tcp('yes')])).toBe('ok');
  expect(findingOf([udp('no'), tcp('no')])).toBe('RELAY_UNREACHABLE');
  expect(findingOf([udp('no'), tcp('unknown')])).toBe('RELAY_UNREACHABLE');
  expect(findingOf([udp('unknown'), tcp('unknown')])).toBe('unknown');
  expect(findingOf([udp('unknown'), tcp('yes')])).toBe('ok');
  const urls = ['turn:a', 'turn:a?transport=udp', 'turn:a?transport=tcp', 'turns:a', 'turns:a:443?transport=tcp'];
  expect(urls.map(isUdp)).toEqual([true, true, false, false, false]);
});

test('a level is 0 for silence, 1 for as loud as can be, and grows between', () => {
  const levels = [0, 0.001, 0.01, 0.1, 1].map((amplitude) => levelOf(new Float32Array(128).fill(amplitude)));
  expect(levels.map((level) => Number(level.toFixed(2)))).toEqual([0, 0, 0.33, 0.67, 1]);
});

const settled = (check: JSHandle<CallCheck>): Promise<Pick<CallCheckSnapshot, 'microphone' | 'camera' | 'network'>> =>
  check.evaluate(
    (each) =>
      new Promise((resolve) => {
        const look = () => {
          const { microphone, camera, network, microphones } = each.getSnapshot();
          if (microphone && camera && network && microphones.length > 0) resolve({ microphone, camera, network });
        };
        each.subscribe(look);
        look();
      }),
  );

describe.skipIf(!inject('hasChromium'))('a look at what a call needs', () => {
  const booth = phoneBooth();

  test('finds microphone and camera, hears what is said, and lets go of both', async () => {
    const { client, page } = await booth.phones.visitor();
    const check = await client.evaluateHandle((visitor) => visitor.checkCall({ media: 'video' }));
    expect(await settled(check)).toEqual({ microphone: 'ok', camera: 'ok', network: 'no_relay' });
    await check.evaluate(
      (each) =>
        new Promise<void>((resolve) => {
          const look = () => each.getSnapshot().level > 0.1 && resolve();
          each.subscribe(look);
          look();
        }),
    );
    expect(await devicesInUse(page)).toHaveLength(2);
    await check.evaluate((each) => each.close());
    await expect.poll(() => devicesInUse(page)).toEqual([]);
    expect(await check.evaluate((each) => each.getSnapshot())).toMatchObject({ stream: null, level: 0 });
  });

  test('says what is wrong, and looks again when asked', async () => {
    const { client } = await booth.phones.operator();
    const check = await client.evaluateHandle((operator) => {
      const refused = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: refused, configurable: true });
      const looking = operator.checkCall({ media: 'audio' });
      const given = () => Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia');
      return Object.assign(looking, { given });
    });
    expect(await settled(check)).toMatchObject({ microphone: 'MEDIA_DENIED', camera: 'skipped' });
    await check.evaluate((each) => {
      each.given();
      each.again();
    });
    expect(await settled(check)).toMatchObject({ microphone: 'ok', camera: 'skipped' });
    await check.evaluate((each) => each.close());
  });
});

/** In a page, as in Firefox: nobody hears why a relay was of no use. */
function tellNoErrors(): void {
  const listen: EventTarget['addEventListener'] = Reflect.get(RTCPeerConnection.prototype, 'addEventListener');
  RTCPeerConnection.prototype.addEventListener = function (type: string, ...rest: unknown[]) {
    if (type !== 'icecandidateerror') Reflect.apply(listen, this, [type, ...rest]);
  };
}

describe.skipIf(!inject('hasChromium') || !inject('hasTurnServer'))('a look at the relays', () => {
  let turn: TurnServer;
  let browser: Browser;
  let bundle: string;

  beforeAll(async () => {
    [turn, browser, bundle] = await Promise.all([startTurnServer(), launchChromium(), bundleClient()]);
  });
  afterAll(async () => {
    await browser?.close();
    await turn?.[Symbol.asyncDispose]();
  });

  // Nobody listens on the discard port.
  const there = ({ host, port }: TurnServer, transport: string) => `turn:${host}:${port}?transport=${transport}`;
  const nowhere = ({ host }: TurnServer, transport: string) => `turn:${host}:9?transport=${transport}`;
  test.each([
    ['ok', (relay: TurnServer) => [there(relay, 'udp'), nowhere(relay, 'tcp')]],
    ['UDP_BLOCKED', (relay: TurnServer) => [nowhere(relay, 'udp'), there(relay, 'tcp')]],
    ['RELAY_UNREACHABLE', (relay: TurnServer) => [nowhere(relay, 'udp'), nowhere(relay, 'tcp')]],
    ['unknown', (relay: TurnServer) => [there(relay, 'udp')], tellNoErrors],
  ])('%s', async (finding, urlsOf, prepare = () => undefined) => {
    await using parley = await startParley({}, { ...turn.env, TURN_URLS: urlsOf(turn).join(',') });
    await using phones = new Phones(browser, parley, bundle);
    const { client, page } = await phones.visitor();
    await page.evaluate(prepare);
    const check = await client.evaluateHandle((visitor) => visitor.checkCall({ media: 'audio' }));
    expect((await settled(check)).network).toBe(finding);
    await check.evaluate((each) => each.close());
  });
});
