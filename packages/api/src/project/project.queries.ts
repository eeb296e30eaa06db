import { sql } from 'kysely';
import type { ProjectView, Role } from '../contract/views.ts';
import type { Db, Trx } from '../db/database.ts';
import { gather } from '../db/gather.ts';
import { acrossProjects, inProject, inProjects } from '../db/scope.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';

/** What members see; with `projectId`, that one alone. Oldest first. */
export async function listProjects(db: Db, operatorId: string, projectId?: string): Promise<ProjectView[]> {
  return (projectId === undefined ? acrossProjects(db) : inProject(db, projectId))
    .selectFrom('project as p')
    .innerJoin('member as m', 'm.project_id', 'p.id')
    .select(['p.id', 'p.name', 'p.key', 'p.allowed_origins as allowedOrigins', 'p.relay_only as relayOnly'])
    .select(['p.connects_early as connectsEarly', 'm.role', 'p.created_at as createdAt'])
    .where('m.operator_id', '=', operatorId)
    .$if(projectId !== undefined, (query) => query.where('p.id', '=', projectId ?? ''))
    .orderBy('p.created_at')
    .execute();
}

interface Membership {
  role: Role;
  suspended: boolean;
  inbox: StreamRef<'inbox'>;
}

const memberships = gather(
  async (db, claims: readonly { operatorId: string; projectId: string }[]): Promise<(Membership | null)[]> => {
    const operators = claims.map(({ operatorId }) => operatorId);
    const projects = claims.map(({ projectId }) => projectId);
    const { rows } = await sql<{ ord: number; role: Role; inboxId: number; suspended: boolean }>`
      select k.ord, m.role, p.inbox_stream_id as "inboxId", p.suspended_at is not null as suspended
      from unnest(${operators}::uuid[], ${projects}::uuid[]) with ordinality as k(operator_id, project_id, ord)
      join member m on m.operator_id = k.operator_id and m.project_id = k.project_id
      join project p on p.id = m.project_id`.execute(inProjects(db, projects));
    const found = new Map(rows.map(({ ord, inboxId, ...rest }) => [ord, { ...rest, inbox: inboxOf(inboxId) }]));
    return claims.map((_, index) => found.get(index + 1) ?? null);
  },
);

const inboxOf = (id: number): StreamRef<'inbox'> => ({ id, kind: 'inbox' });

/** What this operator is in this project, at this moment. */
export function findMembership(db: Db, operatorId: string, projectId: string): Promise<Membership | null> {
  return memberships(db, { operatorId, projectId });
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

/** In every project that the first is in: what he is there, and what the second is. `trx` sees all projects. */
export function rolesBeside(trx: Trx, operatorId: string, ownId: string): Promise<{ role: Role; own: Role | null }[]> {
  return trx
    .selectFrom('member as m')
    .leftJoin('member as o', (join) => join.onRef('o.project_id', '=', 'm.project_id').on('o.operator_id', '=', ownId))
    .select(['m.role', 'o.role as own'])
    .where('m.operator_id', '=', operatorId)
    .execute();
}

export async function projectName(db: Db, projectId: string): Promise<string> {
  const project = inProject(db, projectId).selectFrom('project').select('name').where('id', '=', projectId);
  return (await project.executeTakeFirstOrThrow()).name;
}

/** How this project wants its calls to go. */
export function callSettings(trx: Trx, projectId: string): Promise<{ relayOnly: boolean; connectsEarly: boolean }> {
  return trx
    .selectFrom('project')
    .select(['relay_only as relayOnly', 'connects_early as connectsEarly'])
    .where('id', '=', projectId)
    .executeTakeFirstOrThrow();
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
