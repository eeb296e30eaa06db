/** What a visitor has written and attached while there is no conversation to hold it. */
import type { AttachmentItem, MessageItem, Thread } from '@parley/client';

// No UUIDs: a site without TLS has no `crypto.randomUUID`.
let nextWaiting = 0;

export function waitingMessage(text: string, attachments: readonly AttachmentItem[]): MessageItem {
  return {
    kind: 'message',
    key: `waiting-${nextWaiting++}`,
    seq: null,
    from: 'visitor',
    author: null,
    mine: true,
    text,
    attachments,
    at: new Date(),
    state: 'queued',
    error: null,
    changes: null,
    replyTo: null,
  };
}

export function pickedFile(blob: File): AttachmentItem {
  const { name, type, size } = blob;
  const kind = type.startsWith('image/') ? 'image' : type.startsWith('audio/') ? 'audio' : 'file';
  const upload = { state: 'waiting' as const, sentBytes: 0, error: null };
  return { id: `picked-${nextWaiting++}`, name, kind, type, size, width: null, height: null, upload, blob };
}

/** @returns their new ids */
export function attachAll(thread: Thread, items: readonly AttachmentItem[]): string[] {
  return items.flatMap(({ blob, name }) => (blob === null ? [] : [thread.attach(blob, name)]));
}
