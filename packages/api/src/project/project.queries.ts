import { sql } from 'kysely';
import type { OperatorCaller } from '../access/caller.ts';
import type { ProjectView, Role } from '../contract/views.ts';
import type { Db, Trx } from '../db/database.ts';
import { gather } from '../db/gather.ts';
import { acrossProjects, inProject, inProjects } from '../db/scope.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';
import { hasDemanded, hasShownDemanded } from './second-factor-demand.queries.ts';

/**
 * What members see; with `projectId`, that one alone. Oldest first. Of one that is locked to this session they see what it is called
 * and how to get in.
 */
export async function listProjects(
  db: Db,
  { id, sessionId }: Pick<OperatorCaller, 'id' | 'sessionId'>,
  projectId?: string,
): Promise<ProjectView[]> {
  const shown = hasShownDemanded('p.needs_second_factor', sql`${sessionId}::uuid`);
  const rows = await (projectId === undefined ? acrossProjects(db) : inProject(db, projectId))
    .selectFrom('project as p')
    .innerJoin('member as m', 'm.project_id', 'p.id')
    .select(['p.id', 'p.name', 'p.key', 'p.allowed_origins as allowedOrigins', 'p.relay_only as relayOnly'])
    .select(['p.connects_early as connectsEarly', 'p.needs_second_factor as needsSecondFactor'])
    .select(['p.edit_minutes as editMinutes', 'p.previews_typing as previewsTyping'])
    .select(['m.role', 'p.created_at as createdAt', shown.as('shown')])
    .where('m.operator_id', '=', id)
    .$if(projectId !== undefined, (query) => query.where('p.id', '=', projectId ?? ''))
    .orderBy('p.created_at')
    .execute();
  return rows.map(({ shown: isOpen, ...project }) =>
    isOpen ? { ...project, locked: false } : { ...project, locked: true, allowedOrigins: [] },
  );
}

interface Membership {
  role: Role;
  /** The project demands a second factor, and this session has shown none. */
  locked: boolean;
  suspended: boolean;
  inbox: StreamRef<'inbox'>;
}

interface Claim {
  operatorId: string;
  sessionId: string;
  projectId: string;
}

const memberships = gather(async (db, claims: readonly Claim[]): Promise<(Membership | null)[]> => {
  const operators = claims.map(({ operatorId }) => operatorId);
  const sessions = claims.map(({ sessionId }) => sessionId);
  const projects = claims.map(({ projectId }) => projectId);
  const { rows } = await sql<{ ord: number; role: Role; inboxId: number; suspended: boolean; locked: boolean }>`
      select k.ord, m.role, p.inbox_stream_id as "inboxId", p.suspended_at is not null as suspended,
        not ${hasShownDemanded('p.needs_second_factor', sql.ref('k.session_id'))} as locked
      from unnest(${operators}::uuid[], ${sessions}::uuid[], ${projects}::uuid[])
        with ordinality as k(operator_id, session_id, project_id, ord)
      join member m on m.operator_id = k.operator_id and m.project_id = k.project_id
      join project p on p.id = m.project_id`.execute(inProjects(db, projects));
  const found = new Map(rows.map(({ ord, inboxId, ...rest }) => [ord, { ...rest, inbox: inboxOf(inboxId) }]));
  return claims.map((_, index) => found.get(index + 1) ?? null);
});

const inboxOf = (id: number): StreamRef<'inbox'> => ({ id, kind: 'inbox' });

/** What this operator is in this project, at this moment, by the session that he asks from. */
export function findMembership(
  db: Db,
  { id, sessionId }: Pick<OperatorCaller, 'id' | 'sessionId'>,
  projectId: string,
): Promise<Membership | null> {
  return memberships(db, { operatorId: id, sessionId, projectId });
}

interface Member {
  id: string;
  name: string;
  role: Role;
}

const membersOf = (db: Db, projectId: string) =>
  inProject(db, projectId)
    .selectFrom('member as m')
    .innerJoin('operator as o', 'o.id', 'm.operator_id')
    .select(['o.id', 'o.name', 'm.role'])
    .where('m.project_id', '=', projectId);

export function listMembers(db: Db, projectId: string): Promise<Member[]> {
  return membersOf(db, projectId).orderBy('o.name').execute();
}

/** This operator, if he is a member of this project. */
export async function findMember(db: Db, operatorId: string, projectId: string): Promise<Member | null> {
  return (await membersOf(db, projectId).where('o.id', '=', operatorId).executeTakeFirst()) ?? null;
}

/**
 * In every project that the first is in: what he is there, and what the second is, if it is not locked to him. `trx` sees all
 * projects.
 */
export function rolesBeside(trx: Trx, operatorId: string, ownId: string): Promise<{ role: Role; own: Role | null }[]> {
  return trx
    .selectFrom('member as m')
    .leftJoin('member as o', (join) => join.onRef('o.project_id', '=', 'm.project_id').on('o.operator_id', '=', ownId))
    .innerJoin('project as p', 'p.id', 'm.project_id')
    .select('m.role')
    .select(
      sql<Role | null>`case when ${hasDemanded('p.needs_second_factor', 'o.operator_id')} then o.role end`.as('own'),
    )
    .where('m.operator_id', '=', operatorId)
    .execute();
}

/** What its visitors are told of it. */
export async function publicProject(
  db: Db | Trx,
  projectId: string,
): Promise<{ name: string; previewsTyping: boolean }> {
  const project = db.selectFrom('project').select(['name', 'previews_typing as previewsTyping']);
  return project.where('id', '=', projectId).executeTakeFirstOrThrow();
}

/** How this project wants its calls to go. */
export function callSettings(trx: Trx, projectId: string): Promise<{ relayOnly: boolean; connectsEarly: boolean }> {
  return trx
    .selectFrom('project')
    .select(['relay_only as relayOnly', 'connects_early as connectsEarly'])
    .where('id', '=', projectId)
    .executeTakeFirstOrThrow();
}

/** For how many minutes its operators change what they have said; null: always. */
export async function editMinutesOf(trx: Trx, projectId: string): Promise<number | null> {
  const project = trx.selectFrom('project').select('edit_minutes').where('id', '=', projectId);
  return (await project.executeTakeFirstOrThrow()).edit_minutes;
}

/** The project that was created first: the demo page's. */
export async function firstProjectKey(db: Db): Promise<string | null> {
  const oldest = acrossProjects(db).selectFrom('project').select('key').orderBy('created_at').limit(1);
  return (await oldest.executeTakeFirst())?.key ?? null;
}

/** Does any project let pages of this origin in? The upgrade handler asks before it knows whose socket it is. */
export async function originIsKnown(db: Db, origin: string): Promise<boolean> {
  const isLocalhost = /^http:\/\/localhost(:\d{1,5})?$/.test(origin);
  const { rows } = await sql`
    select 1 from project where allowed_origins @> array[${origin}]::text[]
       or (${isLocalhost}::boolean and allowed_origins = '{}') limit 1`.execute(acrossProjects(db));
  return rows.length > 0;
}
