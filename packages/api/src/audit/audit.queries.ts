import { sql } from 'kysely';
import type { AuditResult, AuditVerb } from '../contract/audit.ts';
import type { AuditEntryView } from '../contract/privacy-views.ts';
import type { Db, Trx } from '../db/database.ts';
import { acrossProjects, inProject } from '../db/scope.ts';

interface Act {
  verb: AuditVerb;
  /** The operator who did it; null: whoever runs the server. */
  actorId: string | null;
  /** What it was done to: an operator, a visitor, an invitation. Ids alone, never what stands behind them. */
  objectId?: string | null;
}

/** In the transaction of the act itself: neither is there without the other. */
export async function record(trx: Trx, projectId: string, { verb, actorId, objectId = null }: Act): Promise<void> {
  const entry = { project_id: projectId, actor_id: actorId, verb, object_id: objectId, result: 'done' as const };
  await trx.insertInto('audit').values(entry).execute();
}

/** What goes on by itself, bit by bit, is one act. */
export async function recordHourly(trx: Trx, projectId: string, { verb, actorId }: Act): Promise<void> {
  await sql`
    insert into audit (project_id, actor_id, verb, result)
    select ${projectId}::uuid, ${actorId}::uuid, ${verb}, 'done'
    where not exists (select from audit where project_id = ${projectId} and verb = ${verb}
                      and at > now() - interval '1 hour')`.execute(trx);
}

/** For an act on an account, which belongs to no project and is recorded in all that it is a member of. */
export function onAccount<T>(db: Db, act: (trx: Trx) => Promise<T>): Promise<T> {
  return acrossProjects(db).transaction().execute(act);
}

/** What concerns an account is for the owners of each project that it is a member of now. @param trx of `onAccount` */
export async function recordForAccount(
  trx: Trx,
  operatorId: string,
  { verb, actorId, result = 'done' }: Omit<Act, 'objectId'> & { result?: AuditResult },
): Promise<void> {
  await sql`
    insert into audit (project_id, actor_id, verb, object_id, result)
    select m.project_id, ${actorId}::uuid, ${verb}, o.id, ${result}
    from operator o left join member m on m.operator_id = o.id where o.id = ${operatorId}`.execute(trx);
}

/** Newest first, before `beforeId`. Names are looked up: who has gone has none. */
export async function listAudit(
  db: Db,
  projectId: string,
  { beforeId, limit }: { beforeId: number | null; limit: number },
): Promise<AuditEntryView[]> {
  const rows = await inProject(db, projectId)
    .selectFrom('audit as a')
    .leftJoin('operator as w', 'w.id', 'a.actor_id')
    .leftJoin('operator as o', 'o.id', 'a.object_id')
    .select(['a.id', 'a.at', 'a.verb', 'a.result', 'a.actor_id', 'w.name as actor', 'a.object_id', 'o.name as object'])
    .where('a.project_id', '=', projectId)
    .$if(beforeId !== null, (query) => query.where('a.id', '<', beforeId ?? 0))
    .orderBy('a.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    verb: row.verb,
    result: row.result,
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor },
    object: row.object_id === null ? null : { id: row.object_id, name: row.object },
  }));
}

/** Past two years, a batch at a time. @returns whether there may be more */
export async function dropOldAudit(trx: Trx, batch: number): Promise<boolean> {
  const { rows } = await sql`
    delete from audit where id in (
      select id from audit where at < now() - interval '2 years' order by at limit ${batch}) returning id`.execute(trx);
  return rows.length === batch;
}
