import SimplePeer, { type SignalData } from 'simple-peer';
import { benchOf, openMicrophone, type Open } from './bench.ts';

/** With a socket that passes on what it is given, as its documentation leaves to whoever uses it. */
const open: Open = async ({ me, other, rtc, side }, onRing) => {
  const microphone = await openMicrophone();
  const socket = new WebSocket(`ws://${location.host}/?me=${me}&other=${other}`);
  /** What comes before the person has accepted. */
  const early: SignalData[] = [];
  let peer: SimplePeer.Instance | null = null;
  const begin = (): void => {
    peer = new SimplePeer({ initiator: side === 'caller', stream: microphone, config: rtc });
    peer.on('signal', (signal: SignalData) => socket.send(JSON.stringify(signal)));
    peer.on('error', () => undefined);
    for (const signal of early) peer.signal(signal);
  };
  socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const signal: SignalData = JSON.parse(data);
    if (peer !== null) return peer.signal(signal);
    early.push(signal);
    onRing();
  });
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  return {
    ring: begin,
    accept: begin,
    end: async () => {
      peer?.destroy();
      socket.close();
    },
  };
};

Object.assign(globalThis, { bench: benchOf(open) });
