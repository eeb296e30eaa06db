/** Uploads as they survive a reload: their bytes, and what they are beside these. */
import type { KeyValueStore } from '../types.ts';

type Storage = Required<KeyValueStore>;
interface Kept {
  conversationId: string;
  name: string;
}

const PREFIX = 'upload:';
/** As long as the server keeps what nobody has sent. */
const RECENT_MS = 24 * 60 * 60_000;

/** Storage that fails costs the survival of a reload, never the upload itself. */
function ignoreStorage(): void {}

/** The name first: no bytes are there that nobody would find. */
export async function saveUpload(
  storage: Storage,
  { id, conversationId, name }: Kept & { id: string },
  blob: Blob,
): Promise<void> {
  const kept: Kept = { conversationId, name };
  await storage
    .set(PREFIX + id, JSON.stringify(kept))
    .then(() => storage.blobs.set(id, blob))
    .catch(ignoreStorage);
}

export async function deleteUpload(storage: Storage, id: string): Promise<void> {
  await storage.blobs
    .delete(id)
    .then(() => storage.delete(PREFIX + id))
    .catch(ignoreStorage);
}

export async function loadUploadIds(storage: Storage): Promise<string[]> {
  const keys = await storage.keys();
  return keys.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
}

export async function loadUpload(storage: Storage, id: string): Promise<(Kept & { blob: Blob }) | null> {
  const kept = parseKept(await storage.get(PREFIX + id));
  const blob = await storage.blobs.get(id);
  return kept && blob && { ...kept, blob };
}

/** Another tab may be about to send it. A UUID v7 begins with when it was made. */
export function isRecent(id: string, now: number): boolean {
  return now - Number.parseInt(id.replace('-', '').slice(0, 12), 16) < RECENT_MS;
}

/** Another version of us, or another script of the site, may have written here: anything odd is dropped. */
function parseKept(json: string | null): Kept | null {
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null || !('conversationId' in value) || !('name' in value)) return null;
    const { conversationId, name } = value;
    return typeof conversationId === 'string' && typeof name === 'string' ? { conversationId, name } : null;
  } catch {
    return null;
  }
}
