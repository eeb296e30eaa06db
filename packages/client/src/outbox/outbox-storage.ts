/** The outbox's entries as they survive a reload: one value per entry, so that tabs don't overwrite each other's. */
import type { KeyValueStore } from '../types.ts';
import { KEEP_SENT_MS, type OutboxEntry } from './outbox-state.ts';

const PREFIX = 'outbox:';

export async function saveEntry(storage: KeyValueStore, entry: OutboxEntry): Promise<void> {
  await storage.set(PREFIX + entry.id, JSON.stringify(entry));
}

export async function deleteEntry(storage: KeyValueStore, id: string): Promise<void> {
  await storage.delete(PREFIX + id);
}

/** All of them, whichever tab has written them. */
export async function deleteEntries(storage: KeyValueStore): Promise<void> {
  for (const key of await storage.keys()) if (key.startsWith(PREFIX)) await storage.delete(key);
}

/** What an earlier page left, oldest first (ids sort by time). Whatever was on its way is queued again. */
export async function loadEntries(storage: KeyValueStore, now: number): Promise<OutboxEntry[]> {
  const keys = (await storage.keys()).filter((key) => key.startsWith(PREFIX)).toSorted();
  const entries: OutboxEntry[] = [];
  for (const key of keys) {
    const entry = parseEntry(await storage.get(key));
    const expired = entry?.phase.name === 'sent' && now - entry.phase.at > KEEP_SENT_MS;
    if (entry && !expired)
      entries.push(entry.phase.name === 'sending' ? { ...entry, phase: { name: 'queued' } } : entry);
    else await storage.delete(key);
  }
  return entries;
}

/** Another version of us, or another script of the site, may have written here: anything odd is dropped. */
function parseEntry(json: string | null): OutboxEntry | null {
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is OutboxEntry {
  if (typeof value !== 'object' || value === null) return false;
  const {
    kind,
    id,
    conversationId,
    text,
    files = [],
    writtenAt,
    phase,
    change,
  } = value as Partial<Record<keyof OutboxEntry, unknown>>;
  const strings = [id, conversationId, text].every((field) => typeof field === 'string');
  const known = typeof phase === 'object' && phase !== null && 'name' in phase;
  const ids = Array.isArray(files) && files.every((file) => typeof file === 'string');
  const kinds = kind === 'message' || kind === 'note' || (kind === 'change' && typeof change === 'object');
  return kinds && strings && ids && typeof writtenAt === 'number' && known;
}
