import type { Browser, JSHandle, Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Call } from '@parley/client';
import { launchChromium } from '../support/chromium.ts';
import { startTurnServer, type TurnServer } from '../support/turn-server.ts';
import { bundleClient } from './client-page.ts';
import { startParley, type Parley } from './parley.ts';
import { hears, phase, Phones, type Talk } from './phones.ts';

/** Which ways this browser knows of, on both sides, and which one its media takes. */
const waysOf = (call: JSHandle<Call>) =>
  call.evaluate(async (each) => {
    const stats = [...((await each.getStats())?.values() ?? [])];
    const typesOf = (kind: string) => [
      ...new Set(stats.flatMap((entry) => (entry.type === kind ? [String(entry.candidateType)] : []))),
    ];
    const chosen = stats.find((entry) => entry.type === 'candidate-pair' && entry.nominated === true);
    const local = stats.find((entry) => entry.id === chosen?.localCandidateId)?.candidateType;
    return { local: typesOf('local-candidate'), remote: typesOf('remote-candidate'), chosen: String(local) };
  });

/** Media flows in this generation, or in one that has followed it already. */
const generation = (call: JSHandle<Call>, wanted: number): Promise<void> =>
  call.evaluate(
    (each, gen) =>
      new Promise<void>((resolve) => {
        const look = () => {
          const { call: view, phase: now } = each.getSnapshot();
          if (view && view.gen >= gen && now === 'active') resolve();
        };
        each.subscribe(look);
        look();
      }),
    wanted,
  );

/** Until it is told to use relays alone, this page hears of no way to the other side. */
const findNothingDirect = (page: Page): Promise<void> =>
  page.evaluate(() => {
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      override async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
        if (this.getConfiguration().iceTransportPolicy === 'relay') await super.addIceCandidate(candidate);
      }
    };
  });

const RELAYS_ALONE = { local: ['relay'], remote: ['relay'], chosen: 'relay' };

describe.skipIf(!inject('hasChromium') || !inject('hasTurnServer'))('calls through a relay', () => {
  let turn: TurnServer;
  let parley: Parley;
  let browser: Browser;
  let bundle: string;
  let phones: Phones;

  beforeAll(async () => {
    turn = await startTurnServer();
    [parley, browser, bundle] = await Promise.all([startParley({}, turn.env), launchChromium(), bundleClient()]);
  });
  afterAll(async () => {
    await browser?.close();
    await parley?.[Symbol.asyncDispose]();
    await turn?.[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    phones = new Phones(browser, parley, bundle);
  });
  afterEach(() => phones[Symbol.asyncDispose]());

  async function byRelaysAlone({ outgoing, answered }: Pick<Talk, 'outgoing' | 'answered'>): Promise<void> {
    await Promise.all([hears(outgoing, 'audio'), hears(answered, 'audio')]);
    for (const call of [outgoing, answered]) expect(await waysOf(call)).toEqual(RELAYS_ALONE);
  }

  test('[CL3] a call, its restart and a page that is loaded anew know of relays alone, and voice flows', async () => {
    const { visitor, operator, outgoing, answered } = await phones.talking();
    await byRelaysAlone({ outgoing, answered });
    const callId = await answered.evaluate((call) => call.callId);

    await visitor.client.evaluate(
      (client, [id, signalId]) =>
        client.api.call.signal.mutate({ callId: id, signalId, signal: { kind: 'restart', what: 'ice' } }),
      [callId, uuidv7()] as const,
    );
    await Promise.all([generation(outgoing, 1), generation(answered, 1)]);
    await byRelaysAlone({ outgoing, answered });

    await operator.page.reload();
    await operator.page.waitForFunction(() => 'parley' in window);
    const client = await phones.operatorClient(operator.page, operator.deviceId);
    const resumed = await client.evaluateHandle((each, id) => each.call(id), callId);
    await Promise.all([generation(outgoing, 2), generation(resumed, 2)]);
    await byRelaysAlone({ outgoing, answered: resumed });
    await resumed.evaluate((call) => call.hangUp());
    await phase(outgoing, 'ended');
  });

  test('[CL3] where calls may go direct and could not, the second try knows of relays alone', async () => {
    const { projectId } = parley;
    await parley.operator.api.project.update.mutate({ projectId, relayOnly: false });
    const { outgoing, answered } = await phones.answered(findNothingDirect);
    await Promise.all([generation(outgoing, 1), generation(answered, 1)]);
    await Promise.all([hears(outgoing, 'audio'), hears(answered, 'audio')]);
    // Of its own ways a browser still lists those of the first try.
    for (const call of [outgoing, answered]) {
      expect(await waysOf(call)).toMatchObject({ remote: ['relay'], chosen: 'relay' });
    }
    await answered.evaluate((call) => call.hangUp());
    await phase(outgoing, 'ended');
  });
});
