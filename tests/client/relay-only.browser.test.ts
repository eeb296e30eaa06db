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

/** There is a way to the other side, which has been asked and has answered on it twice more since. */
const connects = (call: JSHandle<Call>): Promise<void> =>
  call.evaluate(async (each) => {
    const answers = async () => {
      const stats = [...((await each.getStats())?.values() ?? [])];
      if (!stats.some((entry) => entry.type === 'transport' && entry.dtlsState === 'connected')) return 0;
      return Math.max(0, ...stats.map((entry) => (entry.type === 'candidate-pair' ? entry.responsesReceived : 0)));
    };
    const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
    let first = 0;
    while ((first = await answers()) === 0) await next();
    while ((await answers()) < first + 2) await next();
  });

/** Of sound and picture. */
const packetsOf = (call: JSHandle<Call>) =>
  call.evaluate(async (each) => {
    const stats = [...((await each.getStats())?.values() ?? [])];
    const sum = (type: string, count: string) =>
      stats.reduce((all, entry) => all + (entry.type === type ? Number(entry[count] ?? 0) : 0), 0);
    return { sent: sum('outbound-rtp', 'packetsSent'), received: sum('inbound-rtp', 'packetsReceived') };
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

  test('[CL3] [CL1] connected while it rings: no sound before the accept, and with it at once, in the same generation', async () => {
    const { projectId } = parley;
    await parley.operator.api.project.update.mutate({ projectId, connectsEarly: true });
    const visitor = await phones.visitor();
    const operator = await phones.operator();
    const outgoing = await visitor.client.evaluateHandle(
      (client, id) => client.startCall(id, 'audio'),
      visitor.conversationId,
    );
    const incoming = await phones.incoming(operator);
    await Promise.all([connects(outgoing), connects(incoming)]);
    for (const call of [outgoing, incoming]) {
      expect(await call.evaluate((each) => each.getSnapshot().remoteStream)).toBe(null);
      expect(await waysOf(call)).toEqual(RELAYS_ALONE);
      expect(await packetsOf(call)).toEqual({ sent: 0, received: 0 });
    }
    expect(await incoming.evaluate((call) => call.getSnapshot().localStream)).toBe(null);

    await incoming.evaluate((call) => call.accept());
    await byRelaysAlone({ outgoing, answered: incoming });
    for (const call of [outgoing, incoming]) {
      const {
        phase: now,
        gen,
        heard,
      } = await call.evaluate((each) => {
        const snapshot = each.getSnapshot();
        const tracks = snapshot.remoteStream?.getAudioTracks() ?? [];
        return { phase: snapshot.phase, gen: snapshot.call?.gen, heard: tracks.map(({ enabled }) => enabled) };
      });
      expect([now, gen, heard]).toEqual(['active', 0, [true]]);
    }
    await incoming.evaluate((call) => call.hangUp());
    await phase(outgoing, 'ended');
    await parley.operator.api.project.update.mutate({ projectId, connectsEarly: false });
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
