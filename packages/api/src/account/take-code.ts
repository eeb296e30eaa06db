import { AppError } from '../access/app-error.ts';
import type { Db } from '../db/database.ts';
import { takeAttempt } from './attempts.ts';
import { hashRecoveryCode, plainCode } from './recovery-codes.ts';
import { countWrong, findSecondFactor, forgetWrong, takeStep, useRecoveryCode } from './second-factor.queries.ts';
import { stepOf } from './totp.ts';

/**
 * After so many in a row none is taken any more but a recovery code: at five in a quarter of an hour a patient stranger
 * with the password would be lucky within some years (NIST SP 800-63B allows a hundred).
 */
const MOST_WRONG = 50;
const DIGITS = /^\d{6}$/;

/**
 * A code of the second factor, taken for good: it opens nothing twice, also when it comes to two nodes at once.
 * @throws AppError BAD_CREDENTIALS, RATE_LIMITED
 */
export async function takeCode(db: Db, operatorId: string, code: string, network: string | null): Promise<void> {
  const fromHere = await takeAttempt(db, 'address', network);
  const toFactor = await takeAttempt(db, 'code', operatorId);
  if (!(await isRight(db, operatorId, plainCode(code)))) {
    await countWrong(db, operatorId);
    throw new AppError('BAD_CREDENTIALS', 'wrong code');
  }
  await Promise.all([fromHere.giveBack(), toFactor.forget()]);
}

async function isRight(db: Db, operatorId: string, code: string): Promise<boolean> {
  if (!DIGITS.test(code)) {
    const isUsed = await useRecoveryCode(db, operatorId, hashRecoveryCode(code));
    if (isUsed) await forgetWrong(db, operatorId);
    return isUsed;
  }
  const factor = await findSecondFactor(db, operatorId);
  const step = factor === null ? null : stepOf(factor.secret, code);
  return step !== null && takeStep(db, operatorId, step, MOST_WRONG);
}
