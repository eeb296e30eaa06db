import { LINKED_ID, readSigned, signedQuery } from '../access/signed-link.ts';
import type { ExportForm } from '../contract/privacy-views.ts';
import { FILES_PATH } from '../contract/wire.ts';

/** All of one visitor, for one session of an operator. */
export interface LinkedExport {
  projectId: string;
  visitorId: string;
  form: ExportForm;
  sessionId: string;
}

/** Below the path of files: a proxy that lets those through lets these through. */
export const EXPORT_PATH = `${FILES_PATH}/export`;
const PATH = new RegExp(`^${EXPORT_PATH}/(${LINKED_ID})/(${LINKED_ID})\\.(json|zip)$`);

/** The first word tells it from a link to a file, which has an id there. */
const words = ({ projectId, visitorId, form }: Omit<LinkedExport, 'sessionId'>): string[] => [
  'export',
  projectId,
  visitorId,
  form,
];

export function signExportLink(key: string, linked: LinkedExport, expires: number): string {
  const { projectId, visitorId, form, sessionId } = linked;
  const query = signedQuery(key, words(linked), { kind: 'operator', sessionId }, expires);
  return `${EXPORT_PATH}/${projectId}/${visitorId}.${form}?${query}`;
}

/** Null when we did not make it, or not for now. */
export function readExportLink(key: string, url: URL, now: number): LinkedExport | null {
  const [, projectId, visitorId, end] = PATH.exec(url.pathname) ?? [];
  if (projectId === undefined || visitorId === undefined) return null;
  const what = { projectId, visitorId, form: end === 'zip' ? ('zip' as const) : ('json' as const) };
  const signed = readSigned(key, words(what), url.searchParams, now);
  if (signed?.viewer.kind !== 'operator') return null;
  return { ...what, sessionId: signed.viewer.sessionId };
}
