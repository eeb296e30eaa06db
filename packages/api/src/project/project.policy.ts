import { AppError, notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import { isAdmin } from '../contract/roles.ts';
import type { Role } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';
import { findMembership } from './project.queries.ts';

/** @throws AppError NOT_FOUND for a project that is not there and for one of others alike (AU1); SUSPENDED, SECOND_FACTOR_REQUIRED */
export async function requireMember(
  db: Db,
  caller: OperatorCaller,
  projectId: string,
): Promise<{ role: Role; inbox: StreamRef<'inbox'> }> {
  const membership = await findMembership(db, caller, projectId);
  if (membership === null) throw notFound();
  if (membership.suspended) throw new AppError('SUSPENDED', 'this project is out of service');
  if (membership.locked) throw secondFactorDemanded();
  return membership;
}

/** Whether `requireMember` lets him in. */
export async function isLetIn(db: Db, caller: OperatorCaller, projectId: string): Promise<boolean> {
  const membership = await findMembership(db, caller, projectId);
  return membership !== null && !membership.suspended && !membership.locked;
}

export const secondFactorDemanded = (): AppError =>
  new AppError('SECOND_FACTOR_REQUIRED', 'this project demands a second factor');

/** @throws AppError NOT_FOUND, FORBIDDEN */
export async function requireOwner(db: Db, caller: OperatorCaller, projectId: string): Promise<void> {
  const { role } = await requireMember(db, caller, projectId);
  if (role !== 'owner') throw new AppError('FORBIDDEN', 'owners only');
}

/** @throws AppError NOT_FOUND, FORBIDDEN */
export async function requireAdmin(db: Db, caller: OperatorCaller, projectId: string): Promise<void> {
  const { role } = await requireMember(db, caller, projectId);
  if (!isAdmin(role)) throw new AppError('FORBIDDEN', 'owners and admins only');
}
