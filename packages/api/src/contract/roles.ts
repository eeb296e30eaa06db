/** Who may look after whom in a project. The server judges by it; the app shows what is possible by it. Pure. */
import type { Role } from './views.ts';

const RANK: Record<Role, number> = { viewer: 0, agent: 1, admin: 2, owner: 3 };

/** From the most to the least. */
export const ROLES: readonly Role[] = ['owner', 'admin', 'agent', 'viewer'];

export const isAdmin = (role: Role): boolean => RANK[role] >= RANK.admin;

/** Owners and admins look after members: each those below himself, and owners each other as well. */
export function mayManage(own: Role, other: Role): boolean {
  return own === 'owner' || (own === 'admin' && RANK[other] < RANK.admin);
}

/** Nobody gives more than he has. */
export function mayGive(own: Role, role: Role): boolean {
  return isAdmin(own) && RANK[role] <= RANK[own];
}

/** From one's own role there is only a way down. */
export const isRaised = (from: Role, to: Role): boolean => RANK[to] > RANK[from];
