import { sql } from 'kysely';
import { sealedBy } from '../access/data-keys.ts';
import type { Db, Trx } from '../db/database.ts';

export interface SecondFactor {
  /** Sealed, as `factor-secret.ts` opens it. */
  secret: string;
  confirmed_at: Date | null;
}

export async function findSecondFactor(db: Db | Trx, operatorId: string): Promise<SecondFactor | null> {
  const row = await db
    .selectFrom('second_factor')
    .select(['secret', 'confirmed_at'])
    .where('operator_id', '=', operatorId)
    .executeTakeFirst();
  return row ?? null;
}

/** One that was only shown is none. */
export async function hasSecondFactor(db: Db | Trx, operatorId: string): Promise<boolean> {
  return ((await findSecondFactor(db, operatorId))?.confirmed_at ?? null) !== null;
}

/** In the place of one that was only shown. @returns false when there is one in use. */
export async function offerSecondFactor(db: Db, operatorId: string, secret: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('second_factor')
    .values({ operator_id: operatorId, secret, confirmed_at: null })
    .onConflict((conflict) =>
      conflict
        .column('operator_id')
        .doUpdateSet({ secret, last_step: 0, wrong_in_a_row: 0 })
        .where('second_factor.confirmed_at', 'is', null),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

export async function confirmSecondFactor(trx: Trx, operatorId: string): Promise<void> {
  await trx
    .updateTable('second_factor')
    .set({ confirmed_at: new Date() })
    .where('operator_id', '=', operatorId)
    .execute();
}

export async function deleteSecondFactor(db: Db | Trx, operatorId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('second_factor')
    .where('operator_id', '=', operatorId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** A code is taken once, and none that is older than one that was taken. @returns whether it was. */
export async function takeStep(db: Db, operatorId: string, step: number, mostWrong: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('second_factor')
    .set({ last_step: step, wrong_in_a_row: 0 })
    .where('operator_id', '=', operatorId)
    .where('last_step', '<', step)
    .where('wrong_in_a_row', '<', mostWrong)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function countWrong(db: Db, operatorId: string): Promise<void> {
  await db
    .updateTable('second_factor')
    .set((eb) => ({ wrong_in_a_row: eb('wrong_in_a_row', '+', 1) }))
    .where('operator_id', '=', operatorId)
    .execute();
}

export async function forgetWrong(db: Db, operatorId: string): Promise<void> {
  await db.updateTable('second_factor').set({ wrong_in_a_row: 0 }).where('operator_id', '=', operatorId).execute();
}

export async function replaceRecoveryCodes(trx: Trx, operatorId: string, hashes: readonly string[]): Promise<void> {
  await trx.deleteFrom('recovery_code').where('operator_id', '=', operatorId).execute();
  const rows = hashes.map((code_hash) => ({ operator_id: operatorId, code_hash }));
  await trx.insertInto('recovery_code').values(rows).execute();
}

/** @returns whether it was there. */
export async function useRecoveryCode(db: Db, operatorId: string, hash: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('recovery_code')
    .where('operator_id', '=', operatorId)
    .where('code_hash', '=', hash)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

export async function countRecoveryCodes(db: Db, operatorId: string): Promise<number> {
  const { count } = await db
    .selectFrom('recovery_code')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('operator_id', '=', operatorId)
    .executeTakeFirstOrThrow();
  return count;
}

export async function keysOfFactors(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('second_factor')
    .select(sql<string>`split_part(secret, '.', 2)`.as('keyId'))
    .distinct()
    .where('secret', 'like', '1.%')
    .execute();
  return rows.map(({ keyId }) => keyId);
}

export async function countOpenSecrets(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('second_factor')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('secret', 'not like', '1.%')
    .executeTakeFirstOrThrow();
  return count;
}

/** Those that another key has sealed, or none; in order of operator, past `after`. */
export function factorsNotUnder(
  db: Db,
  keyId: string,
  after: string | null,
  limit: number,
): Promise<{ operatorId: string; secret: string }[]> {
  return db
    .selectFrom('second_factor')
    .select(['operator_id as operatorId', 'secret'])
    .where('secret', 'not like', `${sealedBy(keyId)}%`)
    .$if(after !== null, (query) => query.where('operator_id', '>', after ?? ''))
    .orderBy('operator_id')
    .limit(limit)
    .execute();
}

/** The same secret in other letters, unless it has changed. */
export async function replaceSecret(db: Db, operatorId: string, was: string, secret: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('second_factor')
    .set({ secret })
    .where('operator_id', '=', operatorId)
    .where('secret', '=', was)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
