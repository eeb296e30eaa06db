import type { Browser, JSHandle } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { privateSignal } from '../../packages/api/src/call/private-signal.ts';
import { launchChromium } from '../support/chromium.ts';
import { CHROMIUM } from './descriptions.ts';

type Type = 'offer' | 'answer';

/** What the server makes of a description. */
function told(type: Type, sdp: string): string {
  const signal = privateSignal({ kind: 'description', type, sdp, gen: 0 });
  return signal.kind === 'description' ? signal.sdp : '';
}

/** A description with all that was found, as a browser makes it that does not trickle. */
const describeAll = (peer: JSHandle<RTCPeerConnection>): Promise<string> =>
  peer.evaluate(async (pc) => {
    const gathered = new Promise<void>((resolve) => {
      pc.addEventListener('icegatheringstatechange', () => pc.iceGatheringState === 'complete' && resolve());
    });
    await pc.setLocalDescription();
    await gathered;
    return pc.localDescription?.sdp ?? '';
  });

/** @returns the description as the browser has understood it */
const take = (peer: JSHandle<RTCPeerConnection>, type: Type, sdp: string): Promise<string> =>
  peer.evaluate(
    async (pc, description) => {
      await pc.setRemoteDescription(description);
      return pc.remoteDescription?.sdp ?? '';
    },
    { type, sdp },
  );

describe.skipIf(!inject('hasChromium'))('Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  test('[CL3] takes what is left of its own descriptions, and relays’ lines that were written anew', async () => {
    const page = await browser.newPage();
    const [caller, callee] = [
      await page.evaluateHandle(() => new RTCPeerConnection()),
      await page.evaluateHandle(() => new RTCPeerConnection()),
    ];
    await caller.evaluate((pc) => {
      for (const kind of ['audio', 'video']) pc.addTransceiver(kind);
      pc.createDataChannel('more');
    });
    const offer = await describeAll(caller);
    expect(offer).toContain(' typ host ');
    const relays = [...CHROMIUM.sdp.matchAll(/^a=candidate:.* typ relay .*\r\n/gm)].map(([line]) => line);
    const offerTold = told('offer', offer + relays.join(''));
    expect(offerTold).not.toContain(' typ host ');
    const understood = await take(callee, 'offer', offerTold);
    expect(understood.match(/ typ relay raddr 0\.0\.0\.0 rport 0 /g)).toHaveLength(relays.length);

    const answer = await describeAll(callee);
    expect(answer).toContain(' typ host ');
    await take(caller, 'answer', told('answer', answer));
    const lines = relays.map((line) => ({ candidate: line.slice(2).trim(), sdpMid: '0', sdpMLineIndex: 0 }));
    const signal = privateSignal({ kind: 'candidates', candidates: lines, gen: 0 });
    const candidates = signal.kind === 'candidates' ? signal.candidates : [];
    expect(candidates).toHaveLength(relays.length);
    await caller.evaluate(async (pc, list) => {
      for (const { candidate, sdpMid, sdpMLineIndex } of list)
        await pc.addIceCandidate({ candidate, sdpMid, sdpMLineIndex });
    }, candidates);
    await page.close();
  });
});
