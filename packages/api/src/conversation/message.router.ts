import { notFound } from '../access/app-error.ts';
import type { Participant } from '../access/caller.ts';
import { operatorProcedure, participantProcedure, router } from '../access/procedures.ts';
import type { Context } from '../access/services.ts';
import {
  deleteMessageInput,
  editMessageInput,
  listMessagesInput,
  messageHistoryInput,
  quotesInput,
  reactInput,
  sendMessageInput,
} from '../contract/inputs.ts';
import type { RecordedConversationEvent } from '../contract/events.ts';
import type { MessageVersionView, QuoteView } from '../contract/talk-views.ts';
import type { MessageListView, SendResult } from '../contract/views.ts';
import { claimAttachments } from '../attachment/attachment.queries.ts';
import { inProject } from '../db/scope.ts';
import { findSaid } from '../event-log/read-events.ts';
import { deleteMessage, editMessage, reactToMessage, type Changer } from './change-message.ts';
import { requireConversation, requirePlace } from './conversation.policy.ts';
import { listMessages } from './list-messages.ts';
import { findMessage, findQuotes, readHistory } from './message-changes.queries.ts';
import { sendMessage, textWithFiles } from './send-message.ts';

export const messageRouter = router({
  send: participantProcedure.input(sendMessageInput).mutation(async ({ ctx, input }): Promise<SendResult> => {
    if (ctx.caller.kind === 'visitor') ctx.limits.take('messagesByVisitor', ctx.caller.id);
    const conversation = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'write');
    const { messageId, text, attachments: ids = [], replyTo } = input;
    // Not looked up: what was acknowledged is sent again after a lost tail, and must not be refused for what it answers.
    const answered = replyTo === undefined ? {} : { replyTo };
    if (ids.length === 0) return sendMessage(ctx, ctx.caller, conversation, { messageId, text, ...answered });
    // Only what is not there yet takes files: those of a deleted message are gone, and do not come back.
    const known = await findSaid(ctx.db, conversation.stream, messageId);
    if (known !== null) return { seq: known.seq, eventId: known.id, duplicate: true };
    const claim = { conversationId: conversation.id, messageId, ids };
    const files = await claimAttachments(inProject(ctx.db, conversation.projectId), ctx.caller, claim);
    return sendMessage(ctx, ctx.caller, conversation, {
      messageId,
      attachments: files,
      ...textWithFiles(text, files),
      ...answered,
    });
  }),

  edit: participantProcedure.input(editMessageInput).mutation(async ({ ctx, input }): Promise<SendResult> => {
    return editMessage(ctx, await changerIn(ctx, ctx.caller, input.conversationId), input);
  }),

  delete: participantProcedure.input(deleteMessageInput).mutation(async ({ ctx, input }): Promise<SendResult> => {
    return deleteMessage(ctx, await changerIn(ctx, ctx.caller, input.conversationId), input);
  }),

  react: participantProcedure.input(reactInput).mutation(async ({ ctx, input }): Promise<SendResult> => {
    return reactToMessage(ctx, await changerIn(ctx, ctx.caller, input.conversationId), input);
  }),

  /** What messages say that others answer, as it is now. Those that are not there are left out. */
  quotes: participantProcedure.input(quotesInput).query(async ({ ctx, input }): Promise<QuoteView[]> => {
    const { stream } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
    return findQuotes(ctx.db, stream, input.messageIds);
  }),

  /** All that a message has said, oldest first. */
  history: operatorProcedure.input(messageHistoryInput).query(async ({ ctx, input }): Promise<MessageVersionView[]> => {
    const { stream } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
    const message = await findMessage(ctx.db, stream, input.messageId);
    if (message === null) throw notFound();
    return readHistory(ctx.db, stream, message);
  }),

  list: participantProcedure
    .input(listMessagesInput)
    .query(async ({ ctx, input }): Promise<MessageListView<RecordedConversationEvent>> => {
      const { stream } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
      return listMessages(ctx.db, stream, input);
    }),
});

/** @throws AppError RATE_LIMITED: what a visitor changes costs as much as what he says */
async function changerIn(ctx: Context, caller: Participant, conversationId: string): Promise<Changer> {
  if (caller.kind === 'visitor') ctx.limits.take('messagesByVisitor', caller.id);
  return { caller, ...(await requirePlace(ctx.db, caller, conversationId, 'write')) };
}
