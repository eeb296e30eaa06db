import { AppError } from '../access/app-error.ts';
import type { Db } from '../db/database.ts';
import { findOperatorByEmail } from './account.queries.ts';
import { createSession } from './create-session.ts';
import { decoyHash, verifyPassword } from './password.ts';
import type { SignedIn } from './register.ts';

/**
 * The same words and the same work for an unknown address as for a wrong password.
 * @throws AppError BAD_CREDENTIALS, RATE_LIMITED
 */
export async function login(
  db: Db,
  input: { email: string; password: string },
  userAgent: string | null,
): Promise<SignedIn> {
  const row = await findOperatorByEmail(db, input.email.toLowerCase());
  const matches = await verifyPassword(input.password, row?.password_hash ?? (await decoyHash));
  if (row === undefined || !matches) throw new AppError('BAD_CREDENTIALS', 'wrong address or password');
  const { id, email, name } = row;
  return { operator: { id, email, name }, sessionToken: await createSession(db, id, userAgent) };
}
