/** A call as apps hold it, there at once; what drives it is loaded behind it, so that a chat without calls stays small. */
import type { CallMedia, CallSide, LegSide } from '@parley/api/contract/call-views';
import { closeWith } from '../close-with.ts';
import type { Api } from '../connection/transport.ts';
import type { Patience } from '../connection/until-answered.ts';
import { parleyErrorOf } from '../errors.ts';
import { Value } from '../store.ts';
import type { KeyValueStore, Store } from '../types.ts';
import type { Call, CallSnapshot, DeviceChoice } from '../call-types.ts';
import type { CallSession } from './call-session.ts';
import type { MediaEnvironment } from './media.ts';
import type { SideStart } from './side-media.ts';
import type { CallLine } from './while-live.ts';

export interface CallStart {
  conversationId: string;
  media: CallMedia;
  beside?: SideStart;
}

export interface OpenCallOptions {
  api: Api;
  patience: Patience;
  /** Aborted when the client closes. */
  closing: AbortSignal;
  callId: string;
  /** Our own call, or `null` for one that exists. */
  start: CallStart | null;
  side: CallSide;
  /** The calls of this client: what is said to a colleague goes through the microphone of the visitor's call. */
  running: Set<Store<CallSnapshot>>;
  openBeside: (conversationId: string, beside: SideStart) => Call;
  deviceId: string;
  media: MediaEnvironment | undefined;
  devices: DeviceChoice;
  storage: KeyValueStore;
  /** Asked on the operators' side alone. */
  operatorId: () => Promise<string>;
  line: CallLine;
}

export function openCall(options: OpenCallOptions): Call {
  const snapshot = new Value<CallSnapshot>(beforeAnything(options));
  options.running.add(snapshot);
  let disposed = false;
  let present: CallSession | null = null;
  const session = load(options, snapshot);
  session.then(
    (loaded) => {
      present = loaded;
      if (disposed) return loaded.dispose();
      if (options.start) void loaded.start();
      else loaded.follow();
    },
    (cause: unknown) => snapshot.set({ ...snapshot.getSnapshot(), phase: 'ended', error: parleyErrorOf(cause).code }),
  );
  const dispose = () => {
    disposed = true;
    options.running.delete(snapshot);
    letGo();
    // In the same turn: the connection may close next, and the other side is to be told before.
    present?.dispose();
  };
  const letGo = closeWith(options.closing, dispose);
  const later = (act: (loaded: CallSession) => unknown) => {
    // Should loading have failed, the snapshot says so.
    void session.then(act).catch(() => undefined);
  };
  return {
    get callId() {
      return snapshot.getSnapshot().callId;
    },
    getSnapshot: snapshot.getSnapshot,
    subscribe: snapshot.subscribe,
    accept: async (media = snapshot.getSnapshot().media) => (await session).accept(media),
    decline: async (scope = 'device') => (await session).decline(scope),
    hangUp: async () => (await session).hangUp(),
    setMuted: (muted) => later((loaded) => loaded.own.setMuted(muted)),
    setCamera: async (on) => (await session).own.setCamera(on),
    setScreen: async (on) => (await session).own.setScreen(on),
    setHeld: (held) => later((loaded) => loaded.own.setHeld(held)),
    useDevice: async (kind, deviceId) => (await session).own.useDevice(kind, deviceId),
    transfer: async (operatorId) => (await session).transfer(operatorId),
    cancelTransfer: async () => (await session).cancelTransfer(),
    consult: (operatorId) => {
      later((loaded) => loaded.own.setHeld(true));
      const { callId, conversationId } = snapshot.getSnapshot();
      return options.openBeside(conversationId, { kind: 'consult', callId, operatorId });
    },
    handOver: async () => (await session).handOver(),
    getStats: async () => (await session).getStats(),
    dispose,
  };
}

async function load(options: OpenCallOptions, snapshot: Value<CallSnapshot>): Promise<CallSession> {
  const [{ CallSession }, { browserMedia }] = await Promise.all([import('./call-session.ts'), import('./media.ts')]);
  const { deviceId, media = browserMedia, operatorId } = options;
  const beside = options.start?.beside ?? null;
  const device = { side: sideOf(options), deviceId, operatorId: null };
  const identity = options.side === 'operator' ? { operatorId } : {};
  return new CallSession({ ...options, media, snapshot, device, beside, ...identity });
}

const sideOf = ({ side, start }: OpenCallOptions): LegSide => (start?.beside?.kind === 'listen' ? 'colleague' : side);

function beforeAnything(options: OpenCallOptions): CallSnapshot {
  const { callId, start } = options;
  const side = sideOf(options);
  return {
    callId,
    conversationId: start?.conversationId ?? '',
    phase: 'preparing',
    media: start?.media ?? 'audio',
    caller: start ? side : side === 'visitor' ? 'operator' : 'visitor',
    outgoing: start !== null,
    peer: { name: null },
    muted: false,
    camera: false,
    screen: false,
    held: false,
    remote: { audio: true, video: false, screen: false, held: false },
    microphone: null,
    cameraId: null,
    quality: null,
    localStream: null,
    remoteStream: null,
    connectedAt: null,
    endReason: null,
    error: null,
    call: null,
  };
}
