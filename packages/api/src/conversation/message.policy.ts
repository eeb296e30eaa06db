import { AppError } from '../access/app-error.ts';
import type { Participant } from '../access/caller.ts';
import { isAdmin } from '../contract/roles.ts';
import type { Actor } from '../contract/events.ts';
import type { Role } from '../contract/views.ts';
import { LIMITS } from '../contract/wire.ts';

export interface Judged {
  caller: Pick<Participant, 'kind' | 'id'>;
  /** `null`: he is the visitor. */
  role: Role | null;
  /** What the project allows its operators; null: always. */
  editMinutes: number | null;
  message: { actor: Actor; at: Date };
  now: number;
}

export const isOwn = ({ caller, message: { actor } }: Judged): boolean =>
  actor.kind === caller.kind && actor.id === caller.id;

/**
 * What one has said oneself, while it may be changed: what was read and answered long ago stays what it was.
 * @throws AppError FORBIDDEN, TOO_LATE
 */
export function requireMayEdit(judged: Judged): void {
  if (!isOwn(judged)) throw new AppError('FORBIDDEN', 'somebody else has said this');
  const { caller, editMinutes, message, now } = judged;
  const ms = caller.kind === 'visitor' ? LIMITS.visitorEditMs : (editMinutes ?? Number.POSITIVE_INFINITY) * 60_000;
  if (now - message.at.getTime() >= ms) throw new AppError('TOO_LATE', 'this was said too long ago');
}

/** Whoever looks after the project takes away whatever should not stand there. @throws AppError as above */
export function requireMayDelete(judged: Judged): void {
  if (judged.role === null || !isAdmin(judged.role)) requireMayEdit(judged);
}
