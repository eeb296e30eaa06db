import { AppError } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import { onAccount, recordForAccount } from '../audit/audit.queries.ts';
import type { NewSecondFactor } from '../contract/views.ts';
import type { Db, Trx } from '../db/database.ts';
import { closeDemanding } from '../project/second-factor-demand.queries.ts';
import { dropAccountTokens } from './account-token.queries.ts';
import { openSecret, sealSecret } from './factor-secret.ts';
import { deleteSessions, lockOperator, markProven } from './account.queries.ts';
import type { SignInServices } from './login.ts';
import { hashRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import {
  confirmSecondFactor,
  deleteSecondFactor,
  findSecondFactor,
  hasSecondFactor,
  offerSecondFactor,
  replaceRecoveryCodes,
  type SecondFactor,
} from './second-factor.queries.ts';
import { takeCode, type CodeServices } from './take-code.ts';
import { newSecret, secretUri } from './totp.ts';

/**
 * Nobody is asked for it until its first code has come.
 * @throws AppError FORBIDDEN when there is one in use; UNAVAILABLE where the server has no key to keep it under
 */
export async function beginSecondFactor(
  { db, keys }: CodeServices,
  { id, email }: OperatorCaller,
): Promise<NewSecondFactor> {
  if (keys.sealingId === null) throw new AppError('UNAVAILABLE', 'the server has no key to keep it under: DATA_KEYS');
  const secret = newSecret();
  if (!(await offerSecondFactor(db, id, sealSecret(keys, id, secret))))
    throw new AppError('FORBIDDEN', 'there is a second factor already');
  return { secret, uri: secretUri(secret, email) };
}

/**
 * The app has it. Every other session ends: none of them has shown a code.
 * @returns the recovery codes, which are nowhere else
 * @throws AppError FORBIDDEN when none was begun, BAD_CREDENTIALS, RATE_LIMITED
 */
export async function confirm(
  services: SignInServices,
  { id, sessionId }: OperatorCaller,
  code: string,
  network: string | null,
): Promise<string[]> {
  const offered = await findSecondFactor(services.db, id);
  if (offered === null || offered.confirmed_at !== null) throw new AppError('FORBIDDEN', 'none was begun');
  await takeCode(services, id, code, network);
  const secretOf = ({ secret }: SecondFactor): string => openSecret(services.keys, id, secret);
  const { codes, ended } = await onAccount(services.db, async (trx) => {
    await lockOperator(trx, id);
    const now = await findSecondFactor(trx, id);
    // It was begun anew, or confirmed, from another window.
    if (now === null || now.confirmed_at !== null || secretOf(now) !== secretOf(offered))
      throw new AppError('FORBIDDEN', 'begun anew');
    await confirmSecondFactor(trx, id);
    await markProven(trx, sessionId, true);
    await recordForAccount(trx, id, { verb: 'account.second-factor-on', actorId: id });
    const fresh = await giveRecoveryCodes(trx, id);
    return { codes: fresh, ended: await endOthers(trx, id, sessionId) };
  });
  services.revokeSessions(ended);
  return codes;
}

/** Projects that demand one close to him until he has another. @throws AppError FORBIDDEN when there is none */
export async function disableSecondFactor(services: SignInServices, caller: OperatorCaller): Promise<void> {
  const { ended, rights } = await onAccount(services.db, async (trx) => {
    await lockOperator(trx, caller.id);
    if (!(await deleteSecondFactor(trx, caller.id))) throw new AppError('FORBIDDEN', 'there is no second factor');
    await recordForAccount(trx, caller.id, { verb: 'account.second-factor-off', actorId: caller.id });
    return { rights: await closeDemanding(trx, caller.id), ended: await endOthers(trx, caller.id, caller.sessionId) };
  });
  services.revokeSessions(ended);
  if (rights !== null) services.changeRights({ ownerId: caller.id, rights });
}

/** Those of before are void. @throws AppError FORBIDDEN when there is no second factor */
export async function renewRecoveryCodes(db: Db, { id }: OperatorCaller): Promise<string[]> {
  return onAccount(db, async (trx) => {
    await lockOperator(trx, id);
    if (!(await hasSecondFactor(trx, id))) throw new AppError('FORBIDDEN', 'there is no second factor');
    await recordForAccount(trx, id, { verb: 'account.recovery-codes-renewed', actorId: id });
    return giveRecoveryCodes(trx, id);
  });
}

async function giveRecoveryCodes(trx: Trx, operatorId: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  await replaceRecoveryCodes(trx, operatorId, codes.map(hashRecoveryCode));
  return codes;
}

/** A sign-in that is half done was begun under other rules. */
async function endOthers(trx: Trx, operatorId: string, keep: string): Promise<string[]> {
  await dropAccountTokens(trx, operatorId, 'sign_in');
  return deleteSessions(trx, operatorId, keep);
}
