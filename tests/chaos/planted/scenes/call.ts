import { parleyErrorOf } from '@parley/client';
import { v7 as uuidv7 } from 'uuid';
import { deviceName } from '../read-log.ts';
import { operator, visitor } from '../people.ts';
import { Reader } from '../readers.ts';
import type { Recording } from '../recording.ts';
import { World } from '../world.ts';

const CUTS = 4;
const SIGNALS = 3;

/** Two devices in a call; one's line is cut while the other goes on signalling. */
export async function call(): Promise<World> {
  const world = await World.start({ nodes: 2 });
  const { recording, readers } = world;
  const vera = await visitor(world, 'vera', 0);
  const anna = operator(world, 'anna', 1);
  const callId = uuidv7();
  await vera.client.api.call.start.mutate({ conversationId: vera.conversationId, callId, media: 'audio' });
  const legs = [vera, anna].map((leg) => {
    const as = deviceName({ partyId: leg.id, deviceId: leg.deviceId });
    const reader = new Reader(recording, { stream: `call:${callId}`, client: leg.name, as });
    leg.client.api.call.events.subscribe({ callId }, reader.handlers);
    readers.push(reader);
    return { leg, as };
  });
  await again(() => anna.client.api.call.accept.mutate({ callId }));
  let rev = 0;
  for (let cut = 0; cut < CUTS; cut += 1) {
    const [away, here] = cut % 2 === 0 ? [0, 1] : [1, 0];
    const { way } = world.node(away);
    const { client, name } = [vera, anna][here] ?? vera;
    await recording.until(() => readers.every(({ seq }) => seq >= 2), 2_000);
    recording.fault('cut', 'begin');
    way.hold('down');
    for (let signal = 0; signal < SIGNALS; signal += 1) {
      rev += 1;
      await signalTo(recording, { api: client.api, name, callId, rev });
    }
    way.cut();
    way.release();
    recording.fault('cut', 'heal');
    // On both lines something came after the cut, or patience is over.
    for (const { leg } of legs) {
      rev += 1;
      await signalTo(recording, { api: leg.client.api, name: leg.name, callId, rev });
    }
    await recording.more('applied', 2, 3_000);
  }
  await world.settle(4_000);
  return world;
}

interface Signalling {
  api: Awaited<ReturnType<typeof visitor>>['client']['api'];
  name: string;
  callId: string;
  rev: number;
}

async function signalTo(recording: Recording, { api, name, callId, rev }: Signalling): Promise<void> {
  const signalId = uuidv7();
  const said = { client: name, conversation: callId, stream: `call:${callId}`, message: signalId };
  recording.add({ kind: 'sent', at: recording.now, ...said, nth: rev });
  const { seq } = await again(() =>
    api.call.signal.mutate({ callId, signalId, signal: { kind: 'tracks', audio: true, video: false, rev } }),
  );
  recording.add({ kind: 'acknowledged', at: recording.now, ...said, seq, duplicate: false });
}

/** A call waits for the line by itself; what broke with it is asked again. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (cause) {
      if (!parleyErrorOf(cause).retry) throw cause;
    }
  }
}
