import { Secret, TOTP } from 'otpauth';

/** What every authenticator app takes: RFC 6238 with SHA-1, six digits, thirty seconds. Some apps ignore anything else. */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** 160 bits, as RFC 4226 wants. */
const SECRET_BYTES = 20;
/** A clock may be half a minute off, and a person takes his time: the code before and the one after are good as well. */
const STEPS_OFF = 1;

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ ...PARAMETERS, issuer: 'Parley', label, secret: Secret.fromBase32(secret) });

export const newSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

export const secretUri = (secret: string, email: string): string => totpOf(secret, email).toString();

/** The step that this code belongs to, which goes up with the time; null: it is wrong. */
export function stepOf(secret: string, code: string, now = Date.now()): number | null {
  const totp = totpOf(secret, '');
  const delta = totp.validate({ token: code, timestamp: now, window: STEPS_OFF });
  return delta === null ? null : totp.counter({ timestamp: now }) + delta;
}
