import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../access/app-error.ts';
import { onAccount, recordForAccount } from '../audit/audit.queries.ts';
import type { Services } from '../access/services.ts';
import type { SignedIn } from '../contract/views.ts';
import { isUniqueViolation } from '../db/database-errors.ts';
import type { Db, Trx } from '../db/database.ts';
import { findInvitation } from '../project/member.queries.ts';
import { anyOperator } from './account.queries.ts';
import { createSession } from './create-session.ts';
import type { From } from './login.ts';
import { hashPassword } from './password.ts';
import { refuseWeak } from './weak-passwords.ts';

interface NewAccount {
  email: string;
  password: string;
  name: string;
  invitationToken?: string | undefined;
}

/**
 * Where accounts are by invitation, only who has one for this address can learn from the answer that it is taken.
 * @throws AppError FORBIDDEN without an invitation, WEAK_PASSWORD, EMAIL_TAKEN, RATE_LIMITED
 */
export async function register(
  { db, env, limits }: Pick<Services, 'db' | 'env' | 'limits'>,
  input: NewAccount,
  from: From,
): Promise<SignedIn> {
  limits.take('accountsByNetwork', from.network);
  const operator = { id: randomUUIDv7(), email: input.email.toLowerCase(), name: input.name.trim() };
  const isFree = env.REGISTRATION === 'open' || (await isInvited(db, operator.email, input.invitationToken));
  if (!isFree && (await anyOperator(db))) throw notInvited();
  refuseWeak(input.password, input);
  const password_hash = await hashPassword(input.password);
  try {
    const { token } = await onAccount(db, async (trx) => {
      if (!isFree) await requireFirst(trx);
      await trx
        .insertInto('operator')
        .values({ ...operator, password_hash })
        .execute();
      await recordForAccount(trx, operator.id, { verb: 'account.created', actorId: operator.id });
      return createSession(trx, operator.id, from.userAgent, 'password');
    });
    return { operator, sessionToken: token };
  } catch (cause) {
    if (isUniqueViolation(cause, 'operator_email_key'))
      throw new AppError('EMAIL_TAKEN', 'this address has an account');
    throw cause;
  }
}

const notInvited = (): AppError => new AppError('FORBIDDEN', 'accounts are by invitation');

async function isInvited(db: Db, email: string, token: string | undefined): Promise<boolean> {
  return token !== undefined && (await findInvitation(db, token))?.email === email;
}

/** Of two who would both be the first, one is. */
async function requireFirst(trx: Trx): Promise<void> {
  await sql`select from installation for update`.execute(trx);
  if (await anyOperator(trx)) throw notInvited();
}
