import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import type { Present } from './attendance.ts';

/** A node is gone when it has not said otherwise for this long. */
export const LEASE_MS = 15_000;

/** @returns false when others have taken this node for gone: it has to join again. */
export async function beat(db: Db, nodeId: string): Promise<boolean> {
  const { rows } = await sql`update presence_node set beat_at = now() where id = ${nodeId} returning 1`.execute(db);
  return rows.length > 0;
}

export async function joinAs(db: Db, nodeId: string, here: readonly Present[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`insert into presence_node (id, beat_at) values (${nodeId}, now())
              on conflict (id) do update set beat_at = now()`.execute(trx);
    await trx.deleteFrom('presence').where('node_id', '=', nodeId).execute();
    await insertPresent(trx, nodeId, here);
  });
}

export async function liveNodes(db: Db): Promise<Set<string>> {
  return new Set((await db.selectFrom('presence_node').select('id').execute()).map(({ id }) => id));
}

/** @returns the ids of the nodes that are alive, after removing those that are not. */
export async function reapNodes(db: Db): Promise<Set<string>> {
  await sql`delete from presence_node where beat_at < now() - make_interval(secs => ${LEASE_MS / 1_000})`.execute(db);
  return liveNodes(db);
}

/** Whom each other node has. */
export async function readOthers(db: Db, nodeId: string): Promise<Map<string, Present[]>> {
  const rows = await db
    .selectFrom('presence')
    .select(['node_id', 'project_id', 'kind', 'party_id', 'name'])
    .where('node_id', '<>', nodeId)
    .execute();
  const others = new Map<string, Present[]>();
  for (const { node_id, project_id: projectId, kind, party_id: id, name } of rows) {
    const who: Present = kind === 'visitor' ? { kind, id, projectId } : { kind, id, name: name ?? '', projectId };
    const list = others.get(node_id);
    if (list === undefined) others.set(node_id, [who]);
    else list.push(who);
  }
  return others;
}

export async function insertPresent(db: Db, nodeId: string, list: readonly Present[]): Promise<void> {
  if (list.length === 0) return;
  const rows = list.map((who) => ({
    p: who.projectId,
    k: who.kind,
    i: who.id,
    n: who.kind === 'operator' ? who.name : null,
  }));
  await sql`
    insert into presence (node_id, project_id, kind, party_id, name)
    select ${nodeId}::uuid, r.p, r.k, r.i, r.n
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(p uuid, k text, i uuid, n text)
    where exists (select from presence_node where id = ${nodeId}::uuid)
    on conflict do nothing`.execute(db);
}

export async function deletePresent(db: Db, nodeId: string, list: readonly Present[]): Promise<void> {
  if (list.length === 0) return;
  const rows = list.map((who) => ({ p: who.projectId, k: who.kind, i: who.id }));
  await sql`
    delete from presence using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(p uuid, k text, i uuid)
    where node_id = ${nodeId} and project_id = r.p and kind = r.k and party_id = r.i`.execute(db);
}

export async function leaveAs(db: Db, nodeId: string): Promise<void> {
  await db.deleteFrom('presence_node').where('id', '=', nodeId).execute();
}
