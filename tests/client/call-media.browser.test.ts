/** What is done with microphone, camera and screen while a call goes on. */
import type { JSHandle } from 'playwright-core';
import { describe, expect, inject, test } from 'vitest';
import type { Call, CallSnapshot } from '@parley/client';
import { phoneBooth } from './phone-booth.ts';
import { hears, loudness, phase, shows } from './phones.ts';

const now = (call: JSHandle<Call>): Promise<Partial<CallSnapshot>> =>
  call.evaluate((each) => {
    const { muted, camera, screen, held, microphone, cameraId, error } = each.getSnapshot();
    return { muted, camera, screen, held, microphone, cameraId, error };
  });

/** As a browser does when a device is pulled out, or its own button pressed: no script can do either. */
const cutOff = (call: JSHandle<Call>, kind: 'audio' | 'video') =>
  call.evaluate((each, wanted) => {
    const track = each
      .getSnapshot()
      .localStream?.getTracks()
      .find((one) => one.kind === wanted);
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  }, kind);

describe.skipIf(!inject('hasChromium'))('in a call', () => {
  const booth = phoneBooth();

  test('hold: no sound of ours, none of theirs, no picture; afterwards all is as before', async () => {
    const { outgoing, answered } = await booth.phones.talking();
    await answered.evaluate((call) => call.setCamera(true));
    await hears(outgoing, 'video');
    await loudness(outgoing, 'some');

    await answered.evaluate((call) => call.setHeld(true));
    await shows(outgoing, { remote: { audio: true, video: true, screen: false, held: true } });
    await loudness(outgoing, 'none');
    // Longer than any silence is borne on a line that nobody holds.
    const frames = await framesOf(outgoing);
    for (let second = 0; second < 2; second += 1) await loudness(outgoing, 'none');
    expect(await framesOf(outgoing)).toBeLessThanOrEqual(frames + 1);
    expect(await isPlayed(answered)).toBe(false);
    expect(await outgoing.evaluate((call) => call.getSnapshot().phase)).toBe('active');

    await answered.evaluate((call) => call.setHeld(false));
    await shows(outgoing, { remote: { audio: true, video: true, screen: false, held: false } });
    await loudness(outgoing, 'some');
    await hears(outgoing, 'video');
    expect(await isPlayed(answered)).toBe(true);
    await outgoing.evaluate((call) => call.hangUp());
  });

  test('hold and mute outlive a reload of either page', async () => {
    const { visitor, operator, outgoing, answered } = await booth.phones.talking();
    const callId = await answered.evaluate((call) => call.callId);
    await answered.evaluate((call) => call.setHeld(true));
    await answered.evaluate((call) => call.setMuted(true));
    const onHold = { remote: { audio: false, video: false, screen: false, held: true } };
    await shows(outgoing, onHold);

    const again = await booth.phones.reloadedOperator(operator, callId);
    await shows(again, { phase: 'active', held: true, muted: true });
    await shows(outgoing, { phase: 'active', ...onHold });

    const visitorAgain = await booth.phones.reloadedVisitor(visitor, callId);
    await shows(visitorAgain, { phase: 'active', ...onHold });
    await again.evaluate((call) => call.hangUp());
    await phase(visitorAgain, 'ended');
  });

  test('a screen takes the camera’s place, and gives it back when the browser’s button stops it', async () => {
    const { outgoing, answered } = await booth.phones.talking();
    await outgoing.evaluate((call) => call.setCamera(true));
    await outgoing.evaluate((call) => call.setScreen(true));
    await shows(answered, { remote: { audio: true, video: true, screen: true, held: false } });
    await hears(answered, 'video');
    expect(await outgoing.evaluate((call) => call.getSnapshot().localStream?.getVideoTracks()[0]?.contentHint)).toBe(
      'detail',
    );
    await cutOff(outgoing, 'video');
    await shows(answered, { remote: { audio: true, video: true, screen: false, held: false } });
    expect(await now(outgoing)).toMatchObject({ screen: false, camera: true, error: null });
    await hears(answered, 'video');
    await outgoing.evaluate((call) => call.hangUp());
  });

  test('whoever changes his mind about his screen has made no mistake; where there are none it is said', async () => {
    const { outgoing } = await booth.phones.talking();
    await outgoing.evaluate((call) => {
      const refused = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      Object.defineProperty(navigator.mediaDevices, 'getDisplayMedia', { value: refused, configurable: true });
      return call.setScreen(true);
    });
    expect(await now(outgoing)).toMatchObject({ screen: false, error: null });
    const code = await outgoing.evaluate((call) => {
      Reflect.deleteProperty(navigator.mediaDevices, 'getDisplayMedia');
      Reflect.deleteProperty(MediaDevices.prototype, 'getDisplayMedia');
      return call.setScreen(true).catch((error: Error) => window.parley.parleyErrorOf(error).code);
    });
    expect(code).toBe('NOT_SUPPORTED');
    await outgoing.evaluate((call) => call.hangUp());
  });

  test('another microphone is used without negotiating; one that is pulled out is replaced by what there is', async () => {
    const { outgoing, answered } = await booth.phones.talking();
    const other = await outgoing.evaluate(async (call) => {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const { microphone } = call.getSnapshot();
      const found = devices.findLast(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== microphone);
      return found?.deviceId ?? '';
    });
    await outgoing.evaluate((call, id) => call.useDevice('microphone', id), other);
    expect(await now(outgoing)).toMatchObject({ microphone: other, error: null });
    await hears(answered, 'audio');
    await loudness(answered, 'some');

    await cutOff(outgoing, 'audio');
    await outgoing.evaluate(
      (call, id) =>
        new Promise<void>((resolve) => {
          const look = () => {
            const { microphone } = call.getSnapshot();
            if (microphone !== null && microphone !== id) resolve();
          };
          call.subscribe(look);
          look();
        }),
      other,
    );
    await loudness(answered, 'some');
    expect(await now(outgoing)).toMatchObject({ muted: false, error: null });
    expect(await answered.evaluate((call) => call.getSnapshot().call?.gen)).toBe(0);
    await outgoing.evaluate((call) => call.hangUp());
  });

  test('a microphone that is pulled out is told of twice, by its track and by the list of devices, and replaced once', async () => {
    const { outgoing } = await booth.phones.talking();
    expect(await outgoing.evaluate(unplugMicrophone)).toBe(1);
    await outgoing.evaluate((call) => call.hangUp());
  });

  test('where the last microphone is pulled out the call goes on, muted, and says why', async () => {
    const { outgoing, answered } = await booth.phones.talking();
    await outgoing.evaluate(() => {
      const none = () => Promise.reject(new DOMException('none', 'NotFoundError'));
      Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: none });
    });
    await cutOff(outgoing, 'audio');
    await shows(answered, { remote: { audio: false, video: false, screen: false, held: false } });
    expect(await now(outgoing)).toMatchObject({ muted: true, microphone: null, error: 'NO_DEVICE' });
    await outgoing.evaluate((call) => call.hangUp());
  });
});

/** In a page, as a browser does it. @returns how often another microphone was asked for */
async function unplugMicrophone(call: Call): Promise<number> {
  const { mediaDevices } = navigator;
  const { microphone, localStream } = call.getSnapshot();
  const list = mediaDevices.enumerateDevices.bind(mediaDevices);
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const listed = Promise.withResolvers<void>();
  let asked = 0;
  mediaDevices.enumerateDevices = async () => {
    const left = (await list()).filter(({ deviceId }) => deviceId !== microphone);
    setTimeout(listed.resolve);
    return left;
  };
  // The track's word is still being acted on when the list says the same.
  mediaDevices.getUserMedia = async (constraints) => {
    asked += 1;
    await listed.promise;
    return ask(constraints);
  };
  for (const track of localStream?.getAudioTracks() ?? []) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
  mediaDevices.dispatchEvent(new Event('devicechange'));
  await listed.promise;
  // In turn: when this one is open, whatever was begun before is done.
  await call.useDevice('microphone', microphone ?? '');
  return asked - 1;
}

const framesOf = (call: JSHandle<Call>): Promise<number> =>
  call.evaluate(async (each) => {
    const stats = [...((await each.getStats())?.values() ?? [])];
    return Number(stats.find((entry) => entry.type === 'inbound-rtp' && entry.kind === 'video')?.framesReceived ?? 0);
  });

const isPlayed = (call: JSHandle<Call>): Promise<boolean> =>
  call.evaluate(
    (each) =>
      each
        .getSnapshot()
        .remoteStream?.getTracks()
        .some(({ enabled }) => enabled) ?? false,
  );
