import { hashToken } from '../access/tokens.ts';
import { mayGive } from '../contract/roles.ts';
import type { InvitationView, Role, TeamMemberView } from '../contract/views.ts';
import type { Db, Trx } from '../db/database.ts';
import { acrossProjects, inProject } from '../db/scope.ts';
import { hasDemanded } from './second-factor-demand.queries.ts';

/** In order of name. */
export async function listTeam(db: Db, projectId: string, tellsSecondFactor: boolean): Promise<TeamMemberView[]> {
  const rows = await inProject(db, projectId)
    .selectFrom('member as m')
    .innerJoin('operator as o', 'o.id', 'm.operator_id')
    .leftJoin('second_factor as f', (join) =>
      join.onRef('f.operator_id', '=', 'o.id').on('f.confirmed_at', 'is not', null),
    )
    .select(['o.id', 'o.name', 'o.email', 'm.role', 'm.created_at as joinedAt', 'f.confirmed_at as since'])
    .where('m.project_id', '=', projectId)
    .orderBy('o.name')
    .orderBy('o.id')
    .execute();
  return rows.map(({ id, name, email, role, joinedAt, since }) => ({
    operator: { id, name, email },
    role,
    joinedAt,
    secondFactor: tellsSecondFactor ? since !== null : null,
  }));
}

/** Whoever changes who may what in a project holds this: the rights he is judged by are those of this moment. */
export async function lockMembers(trx: Trx, projectId: string): Promise<Map<string, Role>> {
  await trx.selectFrom('project').select('id').where('id', '=', projectId).forNoKeyUpdate().execute();
  const rows = await trx
    .selectFrom('member')
    .select(['operator_id', 'role'])
    .where('project_id', '=', projectId)
    .execute();
  return new Map(rows.map(({ operator_id, role }) => [operator_id, role]));
}

/** @returns how often they have changed by now */
export async function countRightsChange(trx: Trx, operatorId: string): Promise<number> {
  const { rights } = await trx
    .updateTable('operator')
    .set((eb) => ({ rights: eb('rights', '+', 1) }))
    .where('id', '=', operatorId)
    .returning('rights')
    .executeTakeFirstOrThrow();
  return rights;
}

const invitationsOf = (db: Db | Trx, projectId: string) =>
  db.selectFrom('invitation').where('project_id', '=', projectId).where('expires_at', '>', new Date());

/** Newest first. */
export function listInvitations(db: Db, projectId: string): Promise<InvitationView[]> {
  return invitationsOf(inProject(db, projectId), projectId)
    .innerJoin('operator as o', 'o.id', 'invitation.invited_by')
    .select(['invitation.id', 'invitation.email', 'role', 'o.name as invitedBy'])
    .select(['invitation.created_at as createdAt', 'expires_at as expiresAt'])
    .orderBy('invitation.created_at', 'desc')
    .execute();
}

export async function countInvitations(trx: Trx, projectId: string): Promise<number> {
  const { count } = await invitationsOf(trx, projectId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

interface FoundInvitation {
  id: string;
  projectId: string;
  email: string;
  role: Role;
  invitedBy: string;
}

/** One whose maker could make it at this moment, in a project that is in service. */
export async function findInvitation(db: Db, token: string): Promise<FoundInvitation | null> {
  const row = await acrossProjects(db)
    .selectFrom('invitation as i')
    .innerJoin('project as p', 'p.id', 'i.project_id')
    .innerJoin('member as m', (join) =>
      join.onRef('m.project_id', '=', 'i.project_id').onRef('m.operator_id', '=', 'i.invited_by'),
    )
    .select(['i.id', 'i.project_id as projectId', 'i.email', 'i.role', 'i.invited_by as invitedBy', 'm.role as own'])
    .where('i.token_hash', '=', hashToken(token))
    .where('i.expires_at', '>', new Date())
    .where('p.suspended_at', 'is', null)
    .where(hasDemanded('p.needs_second_factor', 'm.operator_id'))
    .executeTakeFirst();
  if (row === undefined || !mayGive(row.own, row.role)) return null;
  const { own: _, ...invitation } = row;
  return invitation;
}

export async function deleteInvitation(trx: Trx, projectId: string, invitationId: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('invitation')
    .where('id', '=', invitationId)
    .where('project_id', '=', projectId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
