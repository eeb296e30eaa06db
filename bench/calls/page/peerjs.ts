import { Peer, type MediaConnection } from 'peerjs';
import { benchOf, openMicrophone, type Open } from './bench.ts';

const open: Open = async ({ me, other, rtc }, onRing) => {
  const microphone = await openMicrophone();
  const peer = new Peer(me, { host: location.hostname, port: Number(location.port), path: '/', config: rtc });
  let call: MediaConnection | null = null;
  peer.on('call', (incoming) => {
    call = incoming;
    onRing();
  });
  await new Promise<void>((resolve, reject) => {
    peer.on('open', () => resolve());
    peer.on('error', reject);
  });
  return {
    ring: () => {
      call = peer.call(other, microphone);
    },
    accept: () => call?.answer(microphone),
    end: async () => {
      call?.close();
      peer.destroy();
    },
  };
};

Object.assign(globalThis, { bench: benchOf(open) });
