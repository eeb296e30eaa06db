import { LINKED_ID, readSigned, signedQuery, type Viewer } from '../access/signed-link.ts';
import { FILES_PATH } from '../contract/wire.ts';

export interface Linked {
  conversationId: string;
  attachmentId: string;
  object: 'file' | 'thumb';
  viewer: Viewer;
}

const PATH = new RegExp(`^${FILES_PATH}/(${LINKED_ID})/(${LINKED_ID})/(file|thumb)$`);

export function signLink(key: string, linked: Linked, expires: number): string {
  const { conversationId, attachmentId, object, viewer } = linked;
  const what = [conversationId, attachmentId, object];
  return `${FILES_PATH}/${what.join('/')}?${signedQuery(key, what, viewer, expires)}`;
}

/** What this link leads to; null when we did not make it, or not for now. */
export function readLink(key: string, url: URL, now: number): (Linked & { expires: number }) | null {
  const [, conversationId, attachmentId, named] = PATH.exec(url.pathname) ?? [];
  if (conversationId === undefined || attachmentId === undefined) return null;
  const object = named === 'thumb' ? 'thumb' : 'file';
  const signed = readSigned(key, [conversationId, attachmentId, object], url.searchParams, now);
  return signed && { conversationId, attachmentId, object, ...signed };
}
