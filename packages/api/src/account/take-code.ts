import { AppError } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import type { Db } from '../db/database.ts';
import { takeAttempt } from './attempts.ts';
import { openSecret } from './factor-secret.ts';
import { hashRecoveryCode, plainCode } from './recovery-codes.ts';
import { countWrong, findSecondFactor, forgetWrong, takeStep, useRecoveryCode } from './second-factor.queries.ts';
import { stepOf } from './totp.ts';

/**
 * After so many in a row none is taken any more but a recovery code: at five in a quarter of an hour a patient stranger
 * with the password would be lucky within some years (NIST SP 800-63B allows a hundred).
 */
const MOST_WRONG = 50;
const DIGITS = /^\d{6}$/;

export type CodeServices = Pick<Services, 'db' | 'keys' | 'log'>;

/**
 * A code of the second factor, taken for good: it opens nothing twice, also when it comes to two nodes at once.
 * @throws AppError BAD_CREDENTIALS, RATE_LIMITED; UNAVAILABLE where the secret does not open, which costs nobody a try
 */
export async function takeCode(
  services: CodeServices,
  operatorId: string,
  code: string,
  network: string | null,
): Promise<void> {
  const { db } = services;
  const plain = plainCode(code);
  const isRight = DIGITS.test(plain)
    ? await byApp(services, operatorId, plain)
    : () => isRecoveryCode(db, operatorId, plain);
  const fromHere = await takeAttempt(db, 'address', network);
  const toFactor = await takeAttempt(db, 'code', operatorId);
  if (!(await isRight())) {
    await countWrong(db, operatorId);
    throw new AppError('BAD_CREDENTIALS', 'wrong code');
  }
  await Promise.all([fromHere.giveBack(), toFactor.forget()]);
}

/** Its secret is opened before the try is counted. @returns what looks at the code */
async function byApp(
  { db, keys, log }: CodeServices,
  operatorId: string,
  code: string,
): Promise<() => Promise<boolean>> {
  const factor = await findSecondFactor(db, operatorId);
  if (factor === null) return () => Promise.resolve(false);
  const secret = open(factor.secret);
  return async () => {
    const step = stepOf(secret, code);
    return step !== null && takeStep(db, operatorId, step, MOST_WRONG);
  };

  function open(sealed: string): string {
    try {
      return openSecret(keys, operatorId, sealed);
    } catch (cause) {
      // Its key is missing, or somebody has put it there who has none.
      log.error({ err: cause, operator: operatorId }, 'security: a second factor does not open');
      throw new AppError('UNAVAILABLE', 'this server can’t read the second factor: a recovery code still works', {
        cause,
      });
    }
  }
}

async function isRecoveryCode(db: Db, operatorId: string, code: string): Promise<boolean> {
  const isUsed = await useRecoveryCode(db, operatorId, hashRecoveryCode(code));
  if (isUsed) await forgetWrong(db, operatorId);
  return isUsed;
}
