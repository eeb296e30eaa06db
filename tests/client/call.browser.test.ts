import { describe, expect, inject, test } from 'vitest';
import { phoneBooth } from './phone-booth.ts';
import { endOf, hears, phase, shows, soundSince } from './phones.ts';

declare global {
  interface Window {
    /** Stops and starts what this page sends, without a word to the other side. */
    sendPackets(active: boolean): Promise<void>;
  }
}

/** In a page, before its first call. */
function keepSenders(): void {
  const peers: RTCPeerConnection[] = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      peers.push(this);
    }
  };
  window.sendPackets = async (active) => {
    for (const sender of peers.flatMap((peer) => peer.getSenders())) {
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.active = active;
      await sender.setParameters(parameters);
    }
  };
}

describe.skipIf(!inject('hasChromium'))('a call between two browsers', () => {
  const booth = phoneBooth();

  test('[CL1] rings, is answered, voice flows both ways, and a hang-up ends both sides', async () => {
    const { outgoing, answered } = await booth.phones.talking();
    await Promise.all([hears(outgoing, 'audio'), hears(answered, 'audio')]);
    expect(await outgoing.evaluate((call) => call.getSnapshot().peer.name)).toBe('Ann');
    expect(await answered.evaluate((call) => call.getSnapshot().peer.name)).toBe('Vera');
    await answered.evaluate((call) => call.hangUp());
    await Promise.all([phase(outgoing, 'ended'), phase(answered, 'ended')]);
    for (const call of [outgoing, answered]) {
      expect(await endOf(call)).toEqual({ endReason: 'completed', error: null, microphone: false });
    }
  });

  test('mute and camera are told to the other side, and the picture arrives without negotiating again', async () => {
    const { outgoing, answered } = await booth.phones.talking();
    const remote = (wanted: { audio: boolean; video: boolean }) =>
      answered.evaluate(
        (call, { audio, video }) =>
          new Promise<void>((resolve) => {
            const look = () => {
              const now = call.getSnapshot().remote;
              if (now.audio === audio && now.video === video) resolve();
            };
            call.subscribe(look);
            look();
          }),
        wanted,
      );
    await outgoing.evaluate((call) => call.setMuted(true));
    await remote({ audio: false, video: false });
    await outgoing.evaluate((call) => call.setCamera(true));
    await remote({ audio: false, video: true });
    await hears(answered, 'video');
    await outgoing.evaluate((call) => call.setCamera(false));
    await remote({ audio: false, video: false });
    await outgoing.evaluate((call) => call.hangUp());
  });

  test('[CL1] of two desks that ring, the first to accept has the call and the other is told', async () => {
    const visitor = await booth.phones.visitor();
    const [desk, laptop] = [await booth.phones.operator(), await booth.phones.operator()];
    const outgoing = await visitor.client.evaluateHandle(
      (client, id) => client.startCall(id, 'audio'),
      visitor.conversationId,
    );
    const [first, second] = await Promise.all([booth.phones.incoming(desk), booth.phones.incoming(laptop)]);
    await Promise.all([phase(first, 'incoming'), phase(second, 'incoming')]);
    await first.evaluate((call) => call.accept());
    await phase(second, 'ended');
    expect(await endOf(second)).toMatchObject({ endReason: 'answered_elsewhere' });
    await phase(outgoing, 'active');
    await outgoing.evaluate((call) => call.hangUp());
    await phase(first, 'ended');
  });

  test('declined for everyone it is over for both; cancelled it stops ringing', async () => {
    const visitor = await booth.phones.visitor();
    const operator = await booth.phones.operator();
    const ring = () =>
      visitor.client.evaluateHandle((client, id) => client.startCall(id, 'audio'), visitor.conversationId);
    const outgoing = await ring();
    const declined = await booth.phones.incoming(operator);
    await declined.evaluate((call) => call.decline('everyone'));
    await phase(outgoing, 'ended');
    expect(await endOf(outgoing)).toEqual({ endReason: 'declined', error: null, microphone: false });

    const again = await ring();
    const ringing = await booth.phones.incoming(operator);
    await phase(ringing, 'incoming');
    await again.evaluate((call) => call.hangUp());
    await phase(ringing, 'ended');
    expect(await endOf(ringing)).toMatchObject({ endReason: 'cancelled' });
  });

  test('without a microphone no call is made, and nobody’s bell rings', async () => {
    const visitor = await booth.phones.visitor();
    const outgoing = await visitor.client.evaluateHandle((client, id) => {
      const denied = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: denied });
      return client.startCall(id, 'video');
    }, visitor.conversationId);
    await phase(outgoing, 'ended');
    expect(await endOf(outgoing)).toMatchObject({ error: 'MEDIA_DENIED' });
    const view = await booth.parley.operator.api.conversation.get.query({ conversationId: visitor.conversationId });
    expect(view.liveCallId).toBeNull();
  });

  test('whoever refuses the microphone after the caller has gone has missed a call, and made no mistake', async () => {
    const visitor = await booth.phones.visitor();
    const operator = await booth.phones.operator();
    const outgoing = await visitor.client.evaluateHandle(
      (client, id) => client.startCall(id, 'audio'),
      visitor.conversationId,
    );
    const missed = await booth.phones.incoming(operator);
    await phase(missed, 'incoming');
    const answer = await missed.evaluateHandle((call) => {
      const { promise, reject } = Promise.withResolvers<MediaStream>();
      Object.defineProperty(navigator.mediaDevices, 'getUserMedia', { value: () => promise });
      const accepted = call.accept().then(
        () => 'nothing',
        (cause: unknown) => window.parley.parleyErrorOf(cause).code,
      );
      return { accepted, refuse: () => reject(new DOMException('no', 'NotAllowedError')) };
    });
    await phase(missed, 'preparing');
    await outgoing.evaluate((call) => call.hangUp());
    await phase(missed, 'ended');
    await answer.evaluate(({ refuse }) => refuse());
    expect(await answer.evaluate(({ accepted }) => accepted)).toBe('nothing');
    expect(await endOf(missed)).toEqual({ endReason: 'cancelled', error: null, microphone: false });
  });

  test('[CL2] after a reload sound comes again, both ways; how soon is in the output', async () => {
    const { visitor, operator, outgoing, answered } = await booth.phones.talking();
    const callId = await answered.evaluate((call) => call.callId);
    const operatorAgain = await booth.phones.reloadedOperator(operator, callId);
    const [callee] = await Promise.all([soundSince(operatorAgain), phase(outgoing, 'active')]);
    await hears(outgoing, 'audio');
    const visitorAgain = await booth.phones.reloadedVisitor(visitor, callId);
    const [caller] = await Promise.all([soundSince(visitorAgain), phase(operatorAgain, 'active')]);
    await hears(operatorAgain, 'audio');
    process.stdout.write(`sound after a reload: callee ${callee} ms, caller ${caller} ms after the new page began\n`);
    await visitorAgain.evaluate((call) => call.hangUp());
    await phase(operatorAgain, 'ended');
  });

  test('[CL2] a page that is closed is missed by the other side; how soon is in the output', async () => {
    const { operator, outgoing, answered } = await booth.phones.talking();
    await hears(outgoing, 'audio');
    const missed = phase(outgoing, 'reconnecting');
    const since = Date.now();
    await answered.dispose();
    await operator.page.close();
    await missed;
    process.stdout.write(`a closed page was missed after ${Date.now() - since} ms\n`);
    await shows(outgoing, { phase: 'reconnecting' });
    const view = await outgoing.evaluate((call) => call.getSnapshot().call?.state);
    process.stdout.write(`by then the server said: ${view}\n`);
    await outgoing.evaluate((call) => call.hangUp());
  });

  test('[CL2] packets that stop are noticed before the browser does, and their return ends it', async () => {
    const { visitor, outgoing, answered } = await booth.phones.answered((page) => page.evaluate(keepSenders));
    await Promise.all([phase(outgoing, 'active'), phase(answered, 'active')]);
    await visitor.page.evaluate(() => window.sendPackets(false));
    await Promise.all([phase(outgoing, 'reconnecting'), phase(answered, 'reconnecting')]);
    await visitor.page.evaluate(() => window.sendPackets(true));
    await Promise.all([phase(outgoing, 'active'), phase(answered, 'active')]);
    await Promise.all([hears(outgoing, 'audio'), hears(answered, 'audio')]);
    await outgoing.evaluate((call) => call.hangUp());
    await phase(answered, 'ended');
  });

  test('[CL2] a server that is killed and comes back does not end a call', async () => {
    const { outgoing, answered } = await booth.phones.talking();
    await booth.parley.server.restart('SIGKILL');
    await Promise.all([hears(outgoing, 'audio'), hears(answered, 'audio')]);
    await answered.evaluate((call) => call.setMuted(true));
    await outgoing.evaluate(
      (call) =>
        new Promise<void>((resolve) => {
          const look = () => !call.getSnapshot().remote.audio && resolve();
          call.subscribe(look);
          look();
        }),
    );
    expect(await outgoing.evaluate((call) => call.getSnapshot().phase)).toBe('active');
    await outgoing.evaluate((call) => call.hangUp());
    await phase(answered, 'ended');
  });
});
