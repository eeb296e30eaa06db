import { createHmac, timingSafeEqual } from 'node:crypto';
import { FILES_PATH, LIMITS } from '../contract/wire.ts';

/** Who a link is for: he must still be let in when it is used, so one that was passed on is good for no longer than he is. */
export interface Viewer {
  kind: 'visitor' | 'operator';
  sessionId: string;
}

export interface Linked {
  conversationId: string;
  attachmentId: string;
  object: 'file' | 'thumb';
  viewer: Viewer;
}

/** Links that are made within this time are the same, so that a picture that is shown again comes from the browser's cache. */
const STEP_MS = LIMITS.fileLinkMs / 2;
const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const PATH = new RegExp(`^${FILES_PATH}/(${ID})/(${ID})/(file|thumb)$`);

/** Between `fileLinkMs` / 2 and `fileLinkMs` from now. */
export const linkExpiry = (now: number): number => Math.floor(now / STEP_MS) * STEP_MS + LIMITS.fileLinkMs;

export function signLink(key: string, linked: Linked, expires: number): string {
  const { conversationId, attachmentId, object } = linked;
  const query = new URLSearchParams({ for: viewerText(linked.viewer), until: String(expires) });
  query.set('sig', signature(key, linked, expires).toString('base64url'));
  return `${FILES_PATH}/${conversationId}/${attachmentId}/${object}?${query.toString()}`;
}

/** What this link leads to; null when we did not make it, or not for now. */
export function readLink(key: string, url: URL, now: number): (Linked & { expires: number }) | null {
  const [, conversationId, attachmentId, object] = PATH.exec(url.pathname) ?? [];
  const viewer = readViewer(url.searchParams.get('for') ?? '');
  const until = url.searchParams.get('until') ?? '';
  if (conversationId === undefined || attachmentId === undefined || viewer === null || !/^\d{1,15}$/.test(until))
    return null;
  const linked: Linked = { conversationId, attachmentId, object: object === 'thumb' ? 'thumb' : 'file', viewer };
  const expires = Number(until);
  const given = Buffer.from(url.searchParams.get('sig') ?? '', 'base64url');
  const right = signature(key, linked, expires);
  if (given.length !== right.length || !timingSafeEqual(given, right) || expires <= now) return null;
  return { ...linked, expires };
}

/** Of what it is for and no more: each field has a form of its own, so that none runs into the next. */
function signature(key: string, { conversationId, attachmentId, object, viewer }: Linked, expires: number): Buffer {
  const words = [conversationId, attachmentId, object, viewerText(viewer), String(expires)];
  return createHmac('sha256', key).update(words.join('\n')).digest();
}

const viewerText = ({ kind, sessionId }: Viewer): string => `${kind === 'visitor' ? 'v' : 's'}.${sessionId}`;

function readViewer(text: string): Viewer | null {
  const [, kind, id] = new RegExp(`^(v|s)\\.(${ID})$`).exec(text) ?? [];
  if (id === undefined) return null;
  return { kind: kind === 'v' ? 'visitor' : 'operator', sessionId: id };
}
