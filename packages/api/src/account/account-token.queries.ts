import { createToken, hashToken } from '../access/tokens.ts';
import type { OneTimeLink } from '../contract/views.ts';
import type { Db, Trx } from '../db/database.ts';

type Kind = 'sign_in' | 'reset';
const TOKEN_KIND = { sign_in: 'challenge', reset: 'reset' } as const;

/** Good for one use, on any node. `madeBy`: the operator who made it for another one. Those that are over go with the next. */
export async function createAccountToken(
  db: Db | Trx,
  kind: Kind,
  operatorId: string,
  ms: number,
  madeBy: string | null = null,
): Promise<OneTimeLink> {
  const token = createToken(TOKEN_KIND[kind]);
  const expiresAt = new Date(Date.now() + ms);
  await db.deleteFrom('account_token').where('expires_at', '<', new Date()).execute();
  await db
    .insertInto('account_token')
    .values({ token_hash: hashToken(token), kind, operator_id: operatorId, made_by: madeBy, expires_at: expiresAt })
    .execute();
  return { token, expiresAt };
}

/** Whose it is, while it is good. */
export async function findAccountToken(db: Db, kind: Kind, token: string): Promise<string | null> {
  const row = await db
    .selectFrom('account_token')
    .select('operator_id')
    .where('token_hash', '=', hashToken(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', new Date())
    .executeTakeFirst();
  return row?.operator_id ?? null;
}

/** Of those who use it at once, one has; the others, and who has none, get null. */
export async function useAccountToken(trx: Trx, kind: Kind, token: string): Promise<{ madeBy: string | null } | null> {
  const row = await trx
    .deleteFrom('account_token')
    .where('token_hash', '=', hashToken(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', new Date())
    .returning('made_by as madeBy')
    .executeTakeFirst();
  return row ?? null;
}

/** With a new password, what an old one has opened half is closed, and so is every link to a new one. */
export async function dropAccountTokens(trx: Trx, operatorId: string, kind?: Kind): Promise<void> {
  await trx
    .deleteFrom('account_token')
    .where('operator_id', '=', operatorId)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'reset'))
    .execute();
}
