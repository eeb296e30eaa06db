import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** AES-256-GCM with the nonce and tag that NIST SP 800-38D recommends. */
const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Tells two keys of an installation apart, and nothing about either. */
const ID_CHARS = 8;

/** `1.<id of the key>.<nonce, ciphertext, tag>`: whatever comes later begins with another number. */
const SEALED = /^1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/;

export interface DataKey {
  id: string;
  bytes: Buffer;
}

/** @throws Error that does not quote it, for what is not 32 bytes in base64 */
export function parseDataKey(text: string): DataKey {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== text)
    throw new Error('a data key is 32 bytes in base64: openssl rand -base64 32');
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, ID_CHARS), bytes };
}

export const newDataKey = (): string => randomBytes(KEY_BYTES).toString('base64');

/** How everything begins that this key has sealed. */
export const sealedBy = (keyId: string): string => `1.${keyId}.`;

/** Under which key this lies; null: it is as it was written. */
export const keyIdOf = (stored: string): string | null => SEALED.exec(stored)?.[1] ?? null;

/** What lies in the database under a key that does not. The first key seals; all open, so that one can follow another. */
export class DataKeys {
  readonly #keys: readonly DataKey[];

  constructor(keys: readonly DataKey[]) {
    this.#keys = keys;
  }

  /** Null: there is none. */
  get sealingId(): string | null {
    return this.#keys[0]?.id ?? null;
  }

  has(keyId: string): boolean {
    return this.#keys.some(({ id }) => id === keyId);
  }

  /** @param whose what it belongs to: moved to another row, it does not open. @throws Error without a key */
  seal(text: string, whose: string): string {
    const [key] = this.#keys;
    if (key === undefined) throw new Error('DATA_KEYS: there is no key to seal by');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.bytes, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(whose));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${sealedBy(key.id)}${sealed.toString('base64url')}`;
  }

  /** @throws Error when its key is not here, or it is not what was sealed for this owner */
  open(stored: string, whose: string): string {
    const [, keyId, body] = SEALED.exec(stored) ?? [];
    if (keyId === undefined || body === undefined) throw new Error('not sealed, or by a newer version');
    const key = this.#keys.find(({ id }) => id === keyId);
    if (key === undefined) throw new Error(`DATA_KEYS: key ${keyId} is not there`);
    const sealed = Buffer.from(body, 'base64url');
    const tagAt = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(ALGORITHM, key.bytes, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(whose));
    decipher.setAuthTag(sealed.subarray(tagAt));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, tagAt)), decipher.final()]).toString('utf8');
  }
}
