import type { CallDesk } from './call-desk.ts';
import { isLive } from './desk-call.ts';

/**
 * The call that a reload interrupts: written down when the page goes, taken away when the next one comes.
 * A tab that is duplicated in between finds nothing, so two tabs never speak one call.
 */
const KEY = 'parley.call';

/** Writes the running call down whenever the page goes; returns how to stop. */
export function keepRunningCall(desk: CallDesk): () => void {
  const keep = () => {
    const { current } = desk.getSnapshot();
    if (current === null || !isLive(current)) return;
    const { call, conversationId, projectId, visitor, page } = current;
    const beside = desk.beside.getSnapshot();
    const other = beside ? [beside.call.callId, beside.kind, beside.name] : [];
    const fields = [call.callId, conversationId, visitor.id, visitor.name, page ?? '', projectId ?? '', ...other];
    sessionStorage.setItem(KEY, JSON.stringify(fields));
  };
  window.addEventListener('pagehide', keep);
  return () => window.removeEventListener('pagehide', keep);
}

export function resumeRunningCall(desk: CallDesk): void {
  const kept = sessionStorage.getItem(KEY);
  if (kept === null) return;
  sessionStorage.removeItem(KEY);
  const fields: unknown = JSON.parse(kept);
  if (!Array.isArray(fields)) return;
  const [callId, conversationId, id, name, page, projectId, besideId, kind, colleague] = fields.map(String);
  if (!callId || !conversationId || !id || !name) return;
  const visitor = { id, name };
  desk.resume(callId, { conversationId, projectId: projectId || null, visitor, page: page || null });
  if (besideId && (kind === 'consult' || kind === 'listen')) desk.beside.open(besideId, kind, colleague);
}
