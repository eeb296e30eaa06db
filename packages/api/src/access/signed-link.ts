import { createHmac, timingSafeEqual } from 'node:crypto';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import type { Party } from './caller.ts';
import { findSessionById } from './credential.queries.ts';
import { findVisitorBySession } from './visitor-session.queries.ts';

/** Who a link is for: he must still be let in when it is used, so one that was passed on is good for no longer than he is. */
export interface Viewer {
  kind: 'visitor' | 'operator';
  sessionId: string;
}

/** Links that are made within this time are the same, so that a picture that is shown again comes from the browser's cache. */
const STEP_MS = LIMITS.fileLinkMs / 2;
/** How an id is written in a link: no other way leads anywhere. */
export const LINKED_ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Between `fileLinkMs` / 2 and `fileLinkMs` from now. */
export const linkExpiry = (now: number): number => Math.floor(now / STEP_MS) * STEP_MS + LIMITS.fileLinkMs;

/** For behind the `?` of a link that leads to this. @param what words each of which has a form of its own */
export function signedQuery(key: string, what: readonly string[], viewer: Viewer, expires: number): string {
  const query = new URLSearchParams({ for: viewerText(viewer), until: String(expires) });
  query.set('sig', signature(key, what, viewer, expires).toString('base64url'));
  return query.toString();
}

/** Who this link was made for; null when we did not make it, or not for this, or not for now. */
export function readSigned(
  key: string,
  what: readonly string[],
  query: URLSearchParams,
  now: number,
): { viewer: Viewer; expires: number } | null {
  const viewer = readViewer(query.get('for') ?? '');
  const until = query.get('until') ?? '';
  if (viewer === null || !/^\d{1,15}$/.test(until)) return null;
  const expires = Number(until);
  const given = Buffer.from(query.get('sig') ?? '', 'base64url');
  const right = signature(key, what, viewer, expires);
  if (given.length !== right.length || !timingSafeEqual(given, right) || expires <= now) return null;
  return { viewer, expires };
}

/** Of what it is for and no more: each field has a form of its own, so that none runs into the next. */
function signature(key: string, what: readonly string[], viewer: Viewer, expires: number): Buffer {
  const words = [...what, viewerText(viewer), String(expires)];
  return createHmac('sha256', key).update(words.join('\n')).digest();
}

const viewerText = ({ kind, sessionId }: Viewer): string => `${kind === 'visitor' ? 'v' : 's'}.${sessionId}`;

function readViewer(text: string): Viewer | null {
  const [, kind, id] = new RegExp(`^(v|s)\\.(${LINKED_ID})$`).exec(text) ?? [];
  if (id === undefined) return null;
  return { kind: kind === 'v' ? 'visitor' : 'operator', sessionId: id };
}

/** Null: his session is over, or he is not let in any more. */
export function findViewer(db: Db, { kind, sessionId }: Viewer): Promise<Party | null> {
  return kind === 'operator' ? findSessionById(db, sessionId) : findVisitorBySession(db, sessionId);
}
