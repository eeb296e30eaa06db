import { createHash, randomBytes } from 'node:crypto';

/** 256 bits from the system's generator; nothing to guess, nothing to decode. */
const TOKEN_BYTES = 32;

export type TokenKind = 'session' | 'visitor' | 'project' | 'challenge' | 'reset' | 'invitation';
/** A prefix lets secret scanners, and people, see what they hold. */
const PREFIX: Record<TokenKind, string> = {
  session: 'pss_',
  visitor: 'pvt_',
  project: 'pk_',
  challenge: 'pch_',
  reset: 'prs_',
  invitation: 'pin_',
};

export function createToken(kind: TokenKind): string {
  return PREFIX[kind] + randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * What is stored instead of the token. A fast hash is right here, because the token is random: there is no
 * dictionary to try. Looking it up by its hash leaks no timing about the token.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
