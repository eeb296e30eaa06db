import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto';
import { AppError } from '../access/app-error.ts';

/** OWASP's first choice for argon2id: 46 MiB, one pass, one lane. */
const MEMORY_KIB = 47_104;
const PASSES = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** At 46 MiB each; more at once would only wait for each other's memory. */
const AT_ONCE = 4;
/** Past this a flood of sign-ins is told to come back, and chat keeps its processor. */
const QUEUE = 50;

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The same letters are the same password, whatever keyboard or system composed them (NIST SP 800-63B, RFC 8265). */
const normalized = (password: string): string => password.normalize('NFKC');

let running = 0;
const waiting: (() => void)[] = [];

/** @returns a PHC string, as other argon2 libraries read it. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const hash = await derive({
    message: normalized(password),
    nonce,
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: 1,
    tagLength: HASH_BYTES,
  });
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=1$${unpadded(nonce)}$${unpadded(hash)}`;
}

export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(phc) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const derived = await derive({
    message: normalized(password),
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(derived, expected);
}

/** What an unknown account's password is compared with, so that the answer takes as long as for a known one. */
export const decoyHash: Promise<string> = hashPassword(randomBytes(SALT_BYTES).toString('hex'));

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

/** @throws AppError RATE_LIMITED when too many wait already */
async function derive(parameters: Argon2Parameters): Promise<Buffer> {
  if (running >= AT_ONCE) {
    if (waiting.length >= QUEUE)
      throw new AppError('RATE_LIMITED', 'too many sign-ins at once', { retryAfterMs: 2_000 });
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  running += 1;
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      argon2('argon2id', parameters, (error, derived) => (error === null ? resolve(derived) : reject(error)));
    });
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
