import type { AttachmentItem, AttachmentUrls, Thread, ThreadSnapshot } from '@parley/client';
import { createValueStore } from '../src/lib/value-store.ts';
import { CONVERSATION } from './people.ts';

const RECEIPTS = { visitorDelivered: 0, visitorRead: 0, operatorDelivered: 0, operatorRead: 0 };
const SNAPSHOT: ThreadSnapshot = {
  state: 'ready',
  error: null,
  isKept: false,
  items: [],
  hasMore: false,
  loadingOlder: false,
  status: 'open',
  assignee: null,
  receipts: RECEIPTS,
  lastSeq: 0,
  unread: 0,
  typing: [],
  looking: [],
  preview: null,
  peerOnline: true,
  liveCallId: null,
};
const nothing = () => undefined;
const sent = () => ({ messageId: 'm', acknowledged: Promise.resolve({ seq: 1, duplicate: false }) });

/** A conversation without a server: its files are what it was given. */
export function preparedThread(attached: readonly AttachmentItem[], urls: AttachmentUrls): Thread {
  const known = createValueStore(urls);
  return {
    ...createValueStore(SNAPSHOT),
    conversationId: CONVERSATION.id,
    send: sent,
    change: () => ({ changeId: 'c', acknowledged: sent().acknowledged }),
    addNote: sent,
    attach: () => 'f',
    detach: nothing,
    retryUpload: nothing,
    attached: createValueStore(attached),
    urls: () => known,
    retry: nothing,
    discard: nothing,
    loadOlder: () => Promise.resolve(),
    markRead: nothing,
    setTyping: nothing,
    setLooking: nothing,
    close: nothing,
  };
}
