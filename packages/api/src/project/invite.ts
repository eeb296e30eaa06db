import { randomUUIDv7 } from 'node:crypto';
import { AppError, notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import { createToken, hashToken } from '../access/tokens.ts';
import { record } from '../audit/audit.queries.ts';
import { mayGive } from '../contract/roles.ts';
import type { OneTimeLink, ProjectView, Role } from '../contract/views.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db, Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { meetsDemand } from './second-factor-demand.queries.ts';
import { countInvitations, deleteInvitation, findInvitation, lockMembers } from './member.queries.ts';

export interface Invitation extends OneTimeLink {
  id: string;
}

/**
 * For one address, once; a second one takes the place of the first. Whether there is an account with this address nobody
 * learns from it.
 * @throws AppError NOT_FOUND, FORBIDDEN for a role above one's own, INVALID_INPUT for a member's address, TOO_MANY
 */
export async function invite(
  db: Db,
  caller: OperatorCaller,
  input: { projectId: string; email: string; role: Role },
): Promise<Invitation> {
  const { projectId, role } = input;
  const email = input.email.toLowerCase();
  const id = randomUUIDv7();
  const token = createToken('invitation');
  const expiresAt = new Date(Date.now() + LIMITS.invitationMs);
  await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      const own = (await lockMembers(trx, projectId)).get(caller.id);
      if (own === undefined) throw notFound();
      if (!mayGive(own, role)) throw new AppError('FORBIDDEN', 'nobody gives more than he has');
      if (await isMember(trx, projectId, email)) throw new AppError('INVALID_INPUT', 'email: is a member already');
      await clearUp(trx, projectId, email);
      if ((await countInvitations(trx, projectId)) >= LIMITS.invitations)
        throw new AppError('TOO_MANY', 'too many invitations');
      const invitation = { id, project_id: projectId, email, role, invited_by: caller.id };
      await trx
        .insertInto('invitation')
        .values({ ...invitation, token_hash: hashToken(token), expires_at: expiresAt })
        .execute();
      await record(trx, projectId, { verb: 'member.invited', actorId: caller.id, objectId: id });
    });
  return { id, token, expiresAt };
}

/**
 * The token alone is not enough: it is for who has the address. Its maker must still be one who could make it.
 * @returns the project's id
 * @throws AppError NOT_FOUND for one that was used, revoked, is too old, or never was; FORBIDDEN for another address's
 */
export async function acceptInvitation(db: Db, caller: OperatorCaller, token: string): Promise<ProjectView['id']> {
  const found = await findInvitation(db, token);
  if (found === null) throw notFound();
  if (found.email !== caller.email) throw new AppError('FORBIDDEN', 'this invitation is for another address');
  const { id, projectId, role, invitedBy } = found;
  await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      const members = await lockMembers(trx, projectId);
      const inviter = members.get(invitedBy);
      if (inviter === undefined || !mayGive(inviter, role)) throw notFound();
      if (!(await meetsDemand(trx, projectId, invitedBy))) throw notFound();
      if (!(await deleteInvitation(trx, projectId, id))) throw notFound();
      // Whoever came in by another way keeps what he is.
      if (members.has(caller.id)) return;
      await trx.insertInto('member').values({ project_id: projectId, operator_id: caller.id, role }).execute();
      await record(trx, projectId, { verb: 'member.joined', actorId: caller.id, objectId: caller.id });
    });
  return projectId;
}

/** @throws AppError NOT_FOUND */
export async function revokeInvitation(
  db: Db,
  caller: OperatorCaller,
  { projectId, invitationId }: { projectId: string; invitationId: string },
): Promise<void> {
  await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      if (!(await deleteInvitation(trx, projectId, invitationId))) throw notFound();
      await record(trx, projectId, { verb: 'member.invitation-revoked', actorId: caller.id, objectId: invitationId });
    });
}

async function isMember(trx: Trx, projectId: string, email: string): Promise<boolean> {
  const row = await trx
    .selectFrom('member as m')
    .innerJoin('operator as o', 'o.id', 'm.operator_id')
    .select('o.id')
    .where('m.project_id', '=', projectId)
    .where('o.email', '=', email)
    .executeTakeFirst();
  return row !== undefined;
}

/** The one of before for this address, and what is over. */
async function clearUp(trx: Trx, projectId: string, email: string): Promise<void> {
  await trx
    .deleteFrom('invitation')
    .where('project_id', '=', projectId)
    .where((eb) => eb.or([eb('email', '=', email), eb('expires_at', '<=', new Date())]))
    .execute();
}
