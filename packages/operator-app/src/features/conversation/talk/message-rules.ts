import { isAdmin } from '@parley/api/contract/roles';
import type { ProjectView } from '@parley/api/contract/views';
import type { MessageItem, ThreadItem } from '@parley/client';

/** By which the server judges as well: what it would refuse is not offered. `editMinutes` as a project's. */
export type Rules = Pick<ProjectView, 'editMinutes' | 'role'>;

/** In the log, and not taken away: something may be said about it. */
export function isThere({ seq, changes }: MessageItem, { role }: Rules): boolean {
  return role !== 'viewer' && seq !== null && changes?.deleted !== true;
}

export function mayEdit(item: MessageItem, rules: Rules, now: Date): boolean {
  const minutes = rules.editMinutes ?? Number.POSITIVE_INFINITY;
  return isThere(item, rules) && item.mine && now.getTime() - item.at.getTime() < minutes * 60_000;
}

export function mayDelete(item: MessageItem, rules: Rules, now: Date): boolean {
  return mayEdit(item, rules, now) || (isThere(item, rules) && isAdmin(rules.role));
}

/** The last thing that one has said, where it may be said in other words. */
export function lastEditable(items: readonly ThreadItem[], rules: Rules): MessageItem | null {
  const last = items.findLast((item): item is MessageItem => item.kind === 'message' && item.mine);
  return last && mayEdit(last, rules, new Date()) ? last : null;
}
