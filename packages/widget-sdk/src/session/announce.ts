import type { CallSnapshot, Store, ThreadSnapshot } from '@parley/client';
import type { PanelHost } from '../loader/chunks.ts';
import { eventOf, signOf } from './call-facts.ts';

/** Tells the site of each message once it is stored, and of the unread count whenever that changes. */
export function announceThread(
  thread: Store<Pick<ThreadSnapshot, 'state' | 'items' | 'lastSeq' | 'unread'>>,
  knownSeq: number,
  host: Pick<PanelHost, 'emit' | 'setUnread'>,
): () => void {
  let told = knownSeq;
  let unread = 0;

  function look(): void {
    const snapshot = thread.getSnapshot();
    if (snapshot.state !== 'ready') return;
    // The log was replaced by an older one: what comes next counts as new again.
    if (snapshot.lastSeq < told) told = snapshot.lastSeq;
    for (const item of snapshot.items) {
      if (item.kind !== 'message' || item.seq === null) continue;
      // An answer may tell the seq of our own message before the log has brought it, and others, in order.
      if (item.seq <= told || item.seq > snapshot.lastSeq) continue;
      const { key: id, from, author, attachments, at } = item;
      // As the server has it for readers who know of no files: their names are the end of the text.
      const text = [item.text, ...attachments.map(({ name }) => `📎 ${name}`)].filter(Boolean).join('\n');
      // It was deleted meanwhile.
      if (text === '') continue;
      host.emit('message', { id, from, author: author?.name ?? null, text, at });
    }
    told = Math.max(told, snapshot.lastSeq);
    if (snapshot.unread === unread) return;
    unread = snapshot.unread;
    host.setUnread(unread);
    host.emit('unread', { count: unread });
  }

  look();
  return thread.subscribe(look);
}

/** Tells site and launcher of each phase. A call that rings must be seen, and so must somebody who begins to listen. */
export function announceCall(
  call: Store<CallSnapshot>,
  host: Pick<PanelHost, 'emit' | 'setCall' | 'requestOpen'>,
): () => void {
  let told: CallSnapshot['phase'] | null = null;
  let listeners = 0;

  function look(): void {
    const snapshot = call.getSnapshot();
    const before = listeners;
    listeners = snapshot.call?.listeners?.length ?? 0;
    if ((snapshot.phase === 'incoming' && told === null) || listeners > before) host.requestOpen();
    if (snapshot.phase === told) return;
    told = snapshot.phase;
    host.setCall(signOf(told));
    host.emit('call', eventOf(snapshot));
  }

  look();
  return call.subscribe(look);
}
