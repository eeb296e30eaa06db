import { AppError, notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { record } from '../audit/audit.queries.ts';
import { isRaised, mayGive, mayManage } from '../contract/roles.ts';
import type { Role } from '../contract/views.ts';
import type { Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { countRightsChange, lockMembers } from './member.queries.ts';

type MemberServices = Pick<Services, 'db' | 'changeRights'>;
interface OfMember {
  projectId: string;
  operatorId: string;
}

/**
 * One change after the other, each judged by the rights that the ones before have left: of two owners who take each other's
 * role at once, one still is.
 * @throws AppError NOT_FOUND, FORBIDDEN, LAST_OWNER
 */
export async function changeRole(
  services: MemberServices,
  caller: OperatorCaller,
  { projectId, operatorId, role }: OfMember & { role: Role },
): Promise<void> {
  await change(services, caller, { projectId, operatorId }, async (trx, { own, other, isSelf, isLastOwner }) => {
    if (isSelf && isRaised(own, role)) throw new AppError('FORBIDDEN', 'nobody raises his own role');
    if (!isSelf && !mayManage(own, other)) throw new AppError('FORBIDDEN', 'this member is not below you');
    if (!isSelf && !mayGive(own, role)) throw new AppError('FORBIDDEN', 'nobody gives more than he has');
    if (isLastOwner && role !== 'owner') throw new AppError('LAST_OWNER', 'the last owner stays one');
    await trx
      .updateTable('member')
      .set({ role })
      .where('project_id', '=', projectId)
      .where('operator_id', '=', operatorId)
      .execute();
    if (other !== role)
      await record(trx, projectId, { verb: 'member.role-changed', actorId: caller.id, objectId: operatorId });
  });
}

/**
 * Also for leaving by oneself. What he had open comes back without this project; his account and what he wrote stay.
 * @throws AppError NOT_FOUND, FORBIDDEN, LAST_OWNER
 */
export async function removeMember(
  services: MemberServices,
  caller: OperatorCaller,
  { projectId, operatorId }: OfMember,
): Promise<void> {
  await change(services, caller, { projectId, operatorId }, async (trx, { own, other, isSelf, isLastOwner }) => {
    if (!isSelf && !mayManage(own, other)) throw new AppError('FORBIDDEN', 'this member is not below you');
    if (isLastOwner) throw new AppError('LAST_OWNER', 'the last owner stays');
    await trx.deleteFrom('member').where('project_id', '=', projectId).where('operator_id', '=', operatorId).execute();
    // They would not be good any more, and need not be looked at.
    await trx
      .deleteFrom('invitation')
      .where('project_id', '=', projectId)
      .where('invited_by', '=', operatorId)
      .execute();
    await record(trx, projectId, { verb: 'member.removed', actorId: caller.id, objectId: operatorId });
  });
}

interface Judged {
  own: Role;
  other: Role;
  isSelf: boolean;
  isLastOwner: boolean;
}

async function change(
  services: MemberServices,
  caller: OperatorCaller,
  { projectId, operatorId }: OfMember,
  act: (trx: Trx, judged: Judged) => Promise<void>,
): Promise<void> {
  const rights = await inProject(services.db, projectId)
    .transaction()
    .execute(async (trx) => {
      const members = await lockMembers(trx, projectId);
      const [own, other] = [members.get(caller.id), members.get(operatorId)];
      if (own === undefined || other === undefined) throw notFound();
      const owners = [...members.values()].filter((role) => role === 'owner').length;
      await act(trx, { own, other, isSelf: operatorId === caller.id, isLastOwner: other === 'owner' && owners === 1 });
      return countRightsChange(trx, operatorId);
    });
  services.changeRights({ ownerId: operatorId, rights });
}
