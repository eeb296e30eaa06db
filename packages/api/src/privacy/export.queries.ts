import { sql } from 'kysely';
import type { ExportHead } from '../contract/privacy-views.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db, Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { identityOf } from '../visitor/visitor.queries.ts';

/** Null: no such visitor in this project. */
export async function readExportHead(trx: Trx, projectId: string, visitorId: string): Promise<ExportHead | null> {
  const visitor = await trx
    .selectFrom('visitor as v')
    .innerJoin('project as p', 'p.id', 'v.project_id')
    .select(['v.id', 'v.attributes', 'v.subject', 'v.claims', 'v.page', 'v.user_agent as userAgent'])
    .select(['v.created_at as createdAt', 'v.last_seen_at as lastSeenAt', 'p.name as projectName'])
    .where('v.id', '=', visitorId)
    .where('v.project_id', '=', projectId)
    .executeTakeFirst();
  if (visitor === undefined) return null;
  const conversations = await trx
    .selectFrom('conversation')
    .select(['id', 'status', 'created_at as createdAt', 'activity_at as activityAt'])
    .where('visitor_id', '=', visitorId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const { projectName, subject, claims, ...rest } = visitor;
  return {
    format: 'parley.visitor',
    version: 1,
    exportedAt: new Date(),
    project: { id: projectId, name: projectName },
    visitor: { ...rest, identity: identityOf({ subject, claims }) },
    conversations,
  };
}

/** Has he begun to export this visitor, within the last hour? */
export async function hasBegunExport(
  db: Db,
  { operatorId, projectId, visitorId }: { operatorId: string; projectId: string; visitorId: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from audit where project_id = ${projectId} and actor_id = ${operatorId} and object_id = ${visitorId}
      and verb = 'visitor.exported' and at > now() - make_interval(secs => ${LIMITS.exportMs / 1_000}::float8)
    limit 1`.execute(inProject(db, projectId));
  return rows.length > 0;
}
