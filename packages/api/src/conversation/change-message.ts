import { AppError, notFound } from '../access/app-error.ts';
import type { Participant } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { letFilesGo } from '../attachment/attachment.queries.ts';
import { record } from '../audit/audit.queries.ts';
import type { Role, SendResult } from '../contract/views.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { appendEvents, type Appended } from '../event-log/append-events.ts';
import type { ConversationBody } from '../event-log/event-bodies.ts';
import { findSaid } from '../event-log/read-events.ts';
import { editMinutesOf } from '../project/project.queries.ts';
import { conversationItem } from './conversation-item.ts';
import { personOf } from './conversation.policy.ts';
import type { ConversationRef } from './conversation.queries.ts';
import {
  countEdits,
  findDeletion,
  findMessage,
  lockMessage,
  reactionsOf,
  type StoredMessage,
} from './message-changes.queries.ts';
import { isOwn, requireMayDelete, requireMayEdit, type Judged } from './message.policy.ts';
import { textWithFiles } from './send-message.ts';

type ChangeServices = Pick<Services, 'announce' | 'db'>;
interface Change {
  messageId: string;
  changeId: string;
}
/** Who wants it, and in what place he is there. */
export interface Changer {
  caller: Participant;
  /** `null`: he is the visitor. */
  role: Role | null;
  conversation: ConversationRef;
}

/**
 * Says it in other words. Those of before are in the message's history, for operators; to whoever reads from now on there are none.
 * @throws AppError NOT_FOUND, FORBIDDEN, TOO_LATE, MESSAGE_DELETED, TOO_MANY, INVALID_INPUT for nothing at all
 */
export function editMessage(
  services: ChangeServices,
  changer: Changer,
  change: Change & { text: string },
): Promise<SendResult> {
  return changeMessage(services, changer, change, async (trx, message, deletion) => {
    requireMayEdit(await judge(trx, changer, message));
    if (deletion !== null) throw new AppError('MESSAGE_DELETED');
    const files = message.body.attachments ?? [];
    if (files.length === 0 && change.text.trim() === '') throw new AppError('INVALID_INPUT', 'text: must not be empty');
    const edits = await countEdits(trx, changer.conversation.stream, message.body.messageId);
    if (edits >= LIMITS.editsPerMessage) throw new AppError('TOO_MANY', 'this message was edited too often');
    const said = files.length === 0 ? { text: change.text } : textWithFiles(change.text, files);
    return { type: 'message.edited', ...about(change, message), ...said };
  });
}

/**
 * Takes it away, with its files, for good. Once more, by whomever, is what it was.
 * @throws AppError NOT_FOUND, FORBIDDEN, TOO_LATE
 */
export function deleteMessage(services: ChangeServices, changer: Changer, change: Change): Promise<SendResult> {
  const { caller, conversation } = changer;
  return changeMessage(services, changer, change, async (trx, message, deletion) => {
    const judged = await judge(trx, changer, message);
    requireMayDelete(judged);
    if (deletion !== null) return deletion;
    await letFilesGo(trx, conversation.id, message.body.messageId);
    if (!isOwn(judged)) {
      const act = { verb: 'message.removed', actorId: caller.id, objectId: message.body.messageId } as const;
      await record(trx, conversation.projectId, act);
    }
    return { type: 'message.deleted', ...about(change, message) };
  });
}

/**
 * Puts an emoji to it, or takes it away. What is so already may be said again.
 * @throws AppError NOT_FOUND, MESSAGE_DELETED, TOO_MANY
 */
export function reactToMessage(
  services: ChangeServices,
  changer: Changer,
  change: Change & { emoji: string; on: boolean },
): Promise<SendResult> {
  const { caller, conversation } = changer;
  const { emoji, on } = change;
  return changeMessage(services, changer, change, async (trx, message, deletion) => {
    if (deletion !== null) throw new AppError('MESSAGE_DELETED');
    if (on) {
      const own = await reactionsOf(trx, conversation.stream, message.body.messageId, caller);
      const isMore = !own.has(emoji) && own.size >= LIMITS.reactionsPerMessage;
      if (isMore) throw new AppError('TOO_MANY', 'take one of your reactions away first');
    }
    return { type: 'message.reacted', ...about(change, message), emoji, on };
  });
}

type Deletion = { seq: number; eventId: string };
type Decide = (trx: Trx, message: StoredMessage, deletion: Deletion | null) => Promise<ConversationBody | Deletion>;

/**
 * One change after the other, of the same message: what is decided by what it is now is still right when it is stored. What was
 * stored before under the same id has its answer, whatever has become of the message since (EL6). The append is the last statement,
 * so that the conversation is held for as long as an append takes.
 */
async function changeMessage(
  { announce, db }: ChangeServices,
  { caller, conversation }: Changer,
  { messageId, changeId }: Change,
  decide: Decide,
): Promise<SendResult> {
  const { projectId, stream } = conversation;
  const outcome = await inProject(db, projectId)
    .transaction()
    .execute(async (trx): Promise<Appended | (Deletion & { duplicate: true })> => {
      await lockMessage(trx, stream, messageId);
      const known = await findSaid(trx, stream, changeId);
      if (known !== null) return { seq: known.seq, eventId: known.id, duplicate: true };
      const message = await findMessage(trx, stream, messageId);
      if (message === null) throw notFound();
      const decided = await decide(trx, message, await findDeletion(trx, stream, message.body.messageId));
      if (!('type' in decided)) return { ...decided, duplicate: true };
      const [appended] = await appendEvents(trx, [conversationItem(conversation, personOf(caller), decided, changeId)]);
      if (appended === undefined) throw new Error('an append that answers nothing');
      return appended;
    });
  if (!outcome.duplicate && 'streamId' in outcome) announce([outcome]);
  return { seq: outcome.seq, eventId: outcome.eventId, duplicate: outcome.duplicate };
}

const about = ({ changeId }: Change, { seq, body }: StoredMessage) => ({
  changeId,
  messageId: body.messageId,
  messageSeq: seq,
});

async function judge(trx: Trx, { caller, role, conversation }: Changer, message: StoredMessage): Promise<Judged> {
  const editMinutes = caller.kind === 'visitor' ? null : await editMinutesOf(trx, conversation.projectId);
  return { caller, role, editMinutes, message, now: Date.now() };
}
