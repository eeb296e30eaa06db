/** Uploads as they survive a reload: what they are beside their bytes. */
import type { KeyValueStore } from '../types.ts';
import { UPLOAD_PREFIX } from './files.ts';

type Storage = Required<KeyValueStore>;
interface Kept {
  conversationId: string;
  name: string;
}

/** Storage that fails costs the survival of a reload, never the upload itself. */
function ignoreStorage(): void {}

export async function saveUpload(
  storage: Storage,
  { id, conversationId, name }: Kept & { id: string },
  blob: Blob,
): Promise<void> {
  const kept: Kept = { conversationId, name };
  await storage.blobs
    .set(id, blob)
    .then(() => storage.set(UPLOAD_PREFIX + id, JSON.stringify(kept)))
    .catch(ignoreStorage);
}

export async function deleteUpload(storage: Storage, id: string): Promise<void> {
  await storage.delete(UPLOAD_PREFIX + id).catch(ignoreStorage);
  await storage.blobs.delete(id).catch(ignoreStorage);
}

export async function loadUploadIds(storage: Storage): Promise<string[]> {
  const keys = await storage.keys();
  return keys.filter((key) => key.startsWith(UPLOAD_PREFIX)).map((key) => key.slice(UPLOAD_PREFIX.length));
}

export async function loadUpload(storage: Storage, id: string): Promise<(Kept & { blob: Blob }) | null> {
  const kept = parseKept(await storage.get(UPLOAD_PREFIX + id));
  const blob = await storage.blobs.get(id);
  return kept && blob && { ...kept, blob };
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
