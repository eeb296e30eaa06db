import type {
  AttachmentItem,
  AttachmentUrls,
  Call,
  CallCheck,
  CallCheckSnapshot,
  CallSnapshot,
  ConnectionSnapshot,
  StartedVisitor,
  Thread,
  ThreadItem,
  ThreadSnapshot,
} from '@parley/client';
import type { ChatClient } from '../src/session/chat-client.ts';
import { createStore } from '../src/session/value-store.ts';

/** What a screen of the stage is made of. */
export interface Script {
  /** The team is there. Default `true`. */
  online?: boolean;
  items?: readonly ThreadItem[];
  /** The call that is on: one that rings for us comes by the thread, one of our own by a press on the button. */
  call?: CallSnapshot;
  check?: CallCheckSnapshot;
  /** Files in the composer. */
  attached?: readonly AttachmentItem[];
  /** No file is to be had any more. */
  gone?: boolean;
  offline?: boolean;
}

const PROJECT = { id: 'p1', name: 'Atelier Nord' };
const RECEIPTS = { visitorDelivered: 9, visitorRead: 9, operatorDelivered: 9, operatorRead: 9 };
/** A second of it, as a WAV: what is to be had of every file. */
const SILENCE = silence();
const done = (): Promise<void> => Promise.resolve();

/** A client without a server: it shows what it was given. Every button works and does nothing. */
export function scriptedClient(script: Script): ChatClient {
  const online = script.online ?? true;
  const conversation: StartedVisitor['conversation'] = {
    id: 'c1',
    status: 'open',
    createdAt: new Date(),
    lastSeq: 9,
    receipts: RECEIPTS,
    assignee: null,
    unread: 0,
    liveCallId: null,
  };
  return {
    connection: createStore<ConnectionSnapshot>(
      script.offline ? { state: 'offline' } : { state: 'online', transport: 'websocket' },
    ),
    start: () =>
      Promise.resolve({
        visitor: { id: 'v1', attributes: {} },
        project: { ...PROJECT, online },
        conversation: script.items === undefined && script.call === undefined ? null : conversation,
        isOther: false,
      }),
    identify: () => Promise.reject(new Error('nobody vouches for people on a stage')),
    logout: () => Promise.resolve(),
    openConversation: () => Promise.resolve('c1'),
    thread: () => scriptedThread(script, online),
    startCall: () => scriptedCall(script.call),
    call: () => scriptedCall(script.call),
    checkCall: () => scriptedCheck(script.check),
    close: done,
  };
}

function scriptedThread({ items = [], call, attached = [], gone }: Script, online: boolean): Thread {
  const incoming = call !== undefined && !call.outgoing ? call.callId : null;
  const snapshot: ThreadSnapshot = {
    state: 'ready',
    error: null,
    isKept: false,
    items: incoming === null ? items : [...items, ringing(incoming)],
    hasMore: false,
    loadingOlder: false,
    status: 'open',
    assignee: null,
    receipts: RECEIPTS,
    lastSeq: 9,
    unread: 0,
    typing: [],
    looking: [],
    preview: null,
    peerOnline: online,
    liveCallId: incoming,
  };
  const known: AttachmentUrls = { file: gone ? null : SILENCE, thumb: null, error: gone ? 'NOT_FOUND' : null };
  const urls = createStore(known);
  return {
    ...createStore(snapshot),
    conversationId: 'c1',
    send: () => ({ messageId: 'm', acknowledged: Promise.resolve({ seq: 1, duplicate: false }) }),
    change: () => ({ changeId: 'c', acknowledged: Promise.resolve({ seq: 1, duplicate: false }) }),
    attach: () => 'f',
    detach: () => undefined,
    retryUpload: () => undefined,
    attached: createStore(attached),
    urls: () => urls,
    addNote: () => ({ messageId: 'm', acknowledged: Promise.resolve({ seq: 1, duplicate: false }) }),
    retry: () => undefined,
    discard: () => undefined,
    loadOlder: done,
    markRead: () => undefined,
    setTyping: () => undefined,
    setLooking: () => undefined,
    close: () => undefined,
  };
}

function ringing(callId: string): ThreadItem {
  return { kind: 'call', key: callId, seq: 9, at: new Date(), callId, media: 'audio', caller: 'operator', ended: null };
}

/** One that rings for us and is to be seen at its end rings first: what has ended before is not shown. */
function scriptedCall(snapshot: CallSnapshot | undefined): Call {
  if (snapshot === undefined) throw new Error('this screen has no call');
  const rings = !snapshot.outgoing && snapshot.phase === 'ended';
  const store = createStore(rings ? { ...snapshot, phase: 'incoming' as const, endReason: null } : snapshot);
  return {
    ...store,
    callId: snapshot.callId,
    accept: done,
    decline: () => Promise.resolve(store.set(snapshot)),
    hangUp: done,
    setMuted: () => undefined,
    setCamera: done,
    setScreen: done,
    setHeld: () => undefined,
    useDevice: done,
    transfer: done,
    cancelTransfer: done,
    consult: () => scriptedCall(undefined),
    handOver: done,
    getStats: () => Promise.resolve(null),
    dispose: () => undefined,
  };
}

function scriptedCheck(snapshot: CallCheckSnapshot | undefined): CallCheck {
  if (snapshot === undefined) throw new Error('this screen has no check');
  return { ...createStore(snapshot), again: () => undefined, close: () => undefined };
}

function silence(): string {
  const rate = 8_000;
  const view = new DataView(new ArrayBuffer(44 + rate));
  const write = (at: number, text: string) =>
    [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  write(0, 'RIFF');
  view.setUint32(4, 36 + rate, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  write(36, 'data');
  view.setUint32(40, rate, true);
  for (let at = 44; at < view.byteLength; at++) view.setUint8(at, 128);
  return URL.createObjectURL(new Blob([view], { type: 'audio/wav' }));
}
