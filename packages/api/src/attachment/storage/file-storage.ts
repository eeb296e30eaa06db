import type { Readable } from 'node:stream';

/**
 * Where the bytes of files are. A key is `<conversation>/<file>/<object>`, made of ids alone: nothing that a person has
 * named gets near a path, and what belongs to one file, or one conversation, has one prefix.
 */
export interface FileStorage {
  readonly kind: 'disk' | 's3';
  /** Whole or not at all; what was there under that key is replaced. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** From `start` to `end`, both included; all of it without them. @throws ObjectMissing */
  open(key: string, range?: { start: number; end: number }): Promise<Readable>;
  /** Of one that may not be there. */
  delete(key: string): Promise<void>;
  /** Everything whose key begins with `prefix`, which ends with `/`. May be done again, by anybody, at any time. */
  deleteAll(prefix: string): Promise<void>;
  /** Fails where a start would only put the failure off. */
  check(): Promise<void>;
}

export class ObjectMissing extends Error {
  override name = 'ObjectMissing';
}

/** All of an object that is small enough to be held: no file is larger than an operator's may be. */
export async function readAll(storage: FileStorage, key: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await storage.open(key)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export const conversationPrefix = (conversationId: string): string => `${conversationId}/`;
export const filePrefix = (file: { conversation_id: string; id: string }): string =>
  `${file.conversation_id}/${file.id}/`;
export const partKey = (file: { conversation_id: string; id: string }, name: string): string =>
  `${filePrefix(file)}parts/${name}`;
export const objectKey = (file: { conversation_id: string; id: string }, object: 'file' | 'thumb'): string =>
  `${filePrefix(file)}${object}`;
