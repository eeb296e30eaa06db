import { sql, type RawBuilder } from 'kysely';
import { sqlState } from './database-errors.ts';
import type { Db } from './database.ts';

/**
 * The second wall: policies of the database, for the day on which a query forgets whose rows it may see. What a statement
 * says (`scope.ts`) is in the setting `parley.projects`; who says nothing sees nothing. The first wall stays what it is:
 * each query looks for the caller's project, and each right is judged before.
 */
const APP_ROLE = 'parley_app';

/**
 * `role`: statements run as a role that owns nothing and that no policy spares. `forced`: as the login, which owns the tables
 * and is bound all the same. `none`: the login is above policies, and there is no role that it could step down to.
 */
export type Wall = 'role' | 'forced' | 'none';

const SAY_NOTHING = `set parley.projects = ''`;
export const STEP_BEHIND: Record<Wall, string | null> = {
  role: `set role ${APP_ROLE}; ${SAY_NOTHING}`,
  forced: SAY_NOTHING,
  none: null,
};

/** This column names the project of the row. */
export const byProject = (column: string): string =>
  `((select current_setting('parley.projects', true)) = '*' or ${column} = any ((
     select string_to_array(nullif(current_setting('parley.projects', true), '*'), ',')::uuid[])::uuid[]))`;

/** The row belongs to one of this table, which has a wall of its own. */
export const byOwner = (table: string, column: string): string =>
  `(exists (select from ${table} owner where owner.id = ${column}))`;

/**
 * For migrations. Nodes of before 0013 say nothing of themselves and are let through until one with `_contract` in its
 * name takes `older_node` away; whoever stands behind the wall has said something, if only "nobody". Where there is a role already,
 * older nodes run as it: what a trigger writes for them they may write from this migration on.
 */
export function wallAround(table: string, condition: string): RawBuilder<unknown>[] {
  return [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy wall on ${table} using (${condition})`,
    `create policy older_node on ${table}
       using (current_setting('parley.projects', true) is null and current_user <> '${APP_ROLE}')`,
    `do $$ begin
       if exists (select from pg_roles where rolname = '${APP_ROLE}') then
         grant select, insert, update, delete on ${table} to ${APP_ROLE};
       end if;
     end $$`,
  ].map((text) => sql.raw(text));
}

/**
 * Makes the role, and what it may do, where the login may make it. Roles belong to all databases of a server, so another
 * one may just do the same; within this one the nodes wait for each other. A refusal is an answer, and is found out next.
 */
const makeRole = sql.raw(`do $$
  begin
    perform pg_advisory_xact_lock(hashtext('parley: the second wall'));
    if not exists (select from pg_roles where rolname = '${APP_ROLE}') then
      begin
        create role ${APP_ROLE} nologin;
      exception when insufficient_privilege or duplicate_object or unique_violation then null;
      end;
    end if;
    if not (select rolsuper from pg_roles where rolname = current_user) then
      begin
        grant ${APP_ROLE} to current_user;
      exception when insufficient_privilege or undefined_object or unique_violation then null;
      end;
    end if;
    if exists (select from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
               and exists (select from pg_roles where rolname = '${APP_ROLE}')
               and not (has_table_privilege('${APP_ROLE}', c.oid, 'select') and has_table_privilege('${APP_ROLE}', c.oid, 'insert')
                    and has_table_privilege('${APP_ROLE}', c.oid, 'update') and has_table_privilege('${APP_ROLE}', c.oid, 'delete')))
    then
      begin
        execute format('grant usage on schema %I to ${APP_ROLE}', current_schema());
        execute format('grant select, insert, update, delete on all tables in schema %I to ${APP_ROLE}', current_schema());
        execute format('grant usage on all sequences in schema %I to ${APP_ROLE}', current_schema());
      exception when insufficient_privilege then null;
      end;
    end if;
  end $$`);

/** Finds, or makes, what statements can stand behind; to be called as the login. */
export async function prepareWall(db: Db): Promise<Wall> {
  await makeRole.execute(db);
  if (await canStepDown(db)) return 'role';
  const { rows } = await sql<{ isAbove: boolean }>`
    select rolsuper or rolbypassrls as "isAbove" from pg_roles where rolname = current_user`.execute(db);
  return rows[0]?.isAbove === false ? 'forced' : 'none';
}

/** 42501: not allowed to; 22023: there is no such role. */
const NO_SUCH_STEP = ['42501', '22023'];

async function canStepDown(db: Db): Promise<boolean> {
  try {
    return await db.transaction().execute(async (trx) => {
      await sql.raw(`set local role ${APP_ROLE}`).execute(trx);
      const { rows } = await sql<{ isBound: boolean }>`
        select not (rolsuper or rolbypassrls) as "isBound" from pg_roles where rolname = current_user
          and has_table_privilege('conversation', 'insert')`.execute(trx);
      return rows[0]?.isBound === true;
    });
  } catch (cause) {
    if (NO_SUCH_STEP.includes(sqlState(cause) ?? '')) return false;
    throw cause;
  }
}
