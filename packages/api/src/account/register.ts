import { randomUUIDv7 } from 'node:crypto';
import { AppError } from '../access/app-error.ts';
import { recordForAccount } from '../audit/audit.queries.ts';
import type { SignedIn } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import { isUniqueViolation } from '../db/database-errors.ts';
import { createSession } from './create-session.ts';
import { hashPassword } from './password.ts';
import { refuseWeak } from './weak-passwords.ts';

/** @throws AppError WEAK_PASSWORD, EMAIL_TAKEN, RATE_LIMITED */
export async function register(
  db: Db,
  input: { email: string; password: string; name: string },
  userAgent: string | null,
): Promise<SignedIn> {
  refuseWeak(input.password, input);
  const operator = { id: randomUUIDv7(), email: input.email.toLowerCase(), name: input.name.trim() };
  const password_hash = await hashPassword(input.password);
  try {
    const { token } = await db.transaction().execute(async (trx) => {
      await trx
        .insertInto('operator')
        .values({ ...operator, password_hash })
        .execute();
      await recordForAccount(trx, operator.id, { verb: 'account.created', actorId: operator.id });
      return createSession(trx, operator.id, userAgent);
    });
    return { operator, sessionToken: token };
  } catch (cause) {
    if (isUniqueViolation(cause, 'operator_email_key'))
      throw new AppError('EMAIL_TAKEN', 'this address has an account');
    throw cause;
  }
}
