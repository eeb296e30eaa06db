import { sql, type RawBuilder } from 'kysely';
import type { Db, Trx } from '../db/database.ts';
import { acrossProjects } from '../db/scope.ts';

/** With `needs_second_factor` of a project in reach: whether this operator's account has what is demanded. */
export const hasDemanded = (needs: string, operatorId: string): RawBuilder<boolean> => sql<boolean>`
  (not ${sql.ref(needs)} or exists (
    select from second_factor f where f.operator_id = ${sql.ref(operatorId)} and f.confirmed_at is not null))`;

/** The same, and this session has shown a code of it: those of versions before have not said so. */
export const hasShownDemanded = (needs: string, sessionId: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql<boolean>`(not ${sql.ref(needs)} or ${hasShown(sessionId)})`;

const hasShown = (sessionId: RawBuilder<unknown>): RawBuilder<boolean> => sql<boolean>`exists (
  select from session s join second_factor f on f.operator_id = s.operator_id
  where s.id = ${sessionId} and s.second_factor_at is not null and f.confirmed_at is not null)`;

/** Oldest first. */
export function demandingProjects(db: Db, operatorId: string): Promise<{ id: string; name: string }[]> {
  return acrossProjects(db)
    .selectFrom('project as p')
    .innerJoin('member as m', 'm.project_id', 'p.id')
    .select(['p.id', 'p.name'])
    .where('m.operator_id', '=', operatorId)
    .where('p.needs_second_factor', '=', true)
    .orderBy('p.created_at')
    .execute();
}

/** Is this a member who gets into the project, as far as that is his account's? */
export async function meetsDemand(trx: Trx, projectId: string, operatorId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('member as m')
    .innerJoin('project as p', 'p.id', 'm.project_id')
    .select(hasDemanded('p.needs_second_factor', 'm.operator_id').as('met'))
    .where('m.project_id', '=', projectId)
    .where('m.operator_id', '=', operatorId)
    .executeTakeFirst();
  return row?.met === true;
}

/** By a code, not only a password: this session, at this moment. */
export async function hasShownFactor(trx: Trx, sessionId: string): Promise<boolean> {
  const { rows } = await sql<{ shown: boolean }>`select ${hasShown(sql`${sessionId}::uuid`)} as shown`.execute(trx);
  return rows[0]?.shown === true;
}

/**
 * Whoever has his factor turned off holds his own row, and looks for projects that demand one: here all members' rows are held, so one
 * of the two sees what the other has done. In one order, or two projects with the same members would wait for each other.
 */
export async function lockAccounts(trx: Trx, projectId: string): Promise<void> {
  await sql`
    select from operator where id in (select operator_id from member where project_id = ${projectId}::uuid)
    order by id for no key update`.execute(trx);
}

/** @returns the members without one, with how often their rights have changed by now; null: it was so already */
export async function setDemand(
  trx: Trx,
  projectId: string,
  needed: boolean,
): Promise<{ operatorId: string; rights: number }[] | null> {
  const { numUpdatedRows } = await trx
    .updateTable('project')
    .set({ needs_second_factor: needed })
    .where('id', '=', projectId)
    .where('needs_second_factor', '<>', needed)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return null;
  const { rows } = await sql<{ operatorId: string; rights: number }>`
    update operator o set rights = rights + 1
    where id in (select operator_id from member where project_id = ${projectId}::uuid)
      and not exists (select from second_factor f where f.operator_id = o.id and f.confirmed_at is not null)
    returning o.id as "operatorId", rights`.execute(trx);
  return rows;
}

/** He has none any more: the projects that demand one close to him. @returns how often his rights have changed by now; null: there is none */
export async function closeDemanding(trx: Trx, operatorId: string): Promise<number | null> {
  const { rows } = await sql<{ rights: number }>`
    update operator set rights = rights + 1 where id = ${operatorId}::uuid and exists (
      select from member m join project p on p.id = m.project_id
      where m.operator_id = operator.id and p.needs_second_factor)
    returning rights`.execute(trx);
  return rows[0]?.rights ?? null;
}
