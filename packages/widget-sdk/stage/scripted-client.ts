import type {
  AttachmentItem,
  AttachmentUrls,
  Call,
  CallCheck,
  CallCheckSnapshot,
  CallSnapshot,
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
}

const PROJECT = { id: 'p1', name: 'Atelier Nord' };
const RECEIPTS = { visitorDelivered: 9, visitorRead: 9, operatorDelivered: 9, operatorRead: 9 };
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
    connection: createStore({ state: 'online' as const, transport: 'websocket' as const }),
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

function scriptedThread({ items = [], call }: Script, online: boolean): Thread {
  const incoming = call !== undefined && !call.outgoing ? call.callId : null;
  const snapshot: ThreadSnapshot = {
    state: 'ready',
    error: null,
    items: incoming === null ? items : [...items, ringing(incoming)],
    hasMore: false,
    loadingOlder: false,
    status: 'open',
    assignee: null,
    receipts: RECEIPTS,
    lastSeq: 9,
    unread: 0,
    typing: [],
    peerOnline: online,
    liveCallId: incoming,
  };
  return {
    ...createStore(snapshot),
    conversationId: 'c1',
    send: () => ({ messageId: 'm', acknowledged: Promise.resolve({ seq: 1, duplicate: false }) }),
    attach: () => 'f',
    detach: () => undefined,
    retryUpload: () => undefined,
    attached: createStore<readonly AttachmentItem[]>([]),
    urls: () => createStore<AttachmentUrls>({ file: null, thumb: null, error: null }),
    addNote: () => ({ messageId: 'm', acknowledged: Promise.resolve({ seq: 1, duplicate: false }) }),
    retry: () => undefined,
    discard: () => undefined,
    loadOlder: done,
    markRead: () => undefined,
    setTyping: () => undefined,
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
