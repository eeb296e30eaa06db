import { participantProcedure, router } from '../access/procedures.ts';
import { listMessagesInput, sendMessageInput } from '../contract/inputs.ts';
import type { RecordedConversationEvent } from '../contract/events.ts';
import type { MessageListView, SendResult } from '../contract/views.ts';
import { claimAttachments } from '../attachment/attachment.queries.ts';
import { inProject } from '../db/scope.ts';
import { requireConversation } from './conversation.policy.ts';
import { listMessages } from './list-messages.ts';
import { sendMessage, withFiles } from './send-message.ts';

export const messageRouter = router({
  send: participantProcedure.input(sendMessageInput).mutation(async ({ ctx, input }): Promise<SendResult> => {
    if (ctx.caller.kind === 'visitor') ctx.limits.take('messagesByVisitor', ctx.caller.id);
    const conversation = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'write');
    const { messageId, text, attachments: ids = [] } = input;
    if (ids.length === 0) return sendMessage(ctx, ctx.caller, conversation, { messageId, text });
    const claim = { conversationId: conversation.id, messageId, ids };
    const files = await claimAttachments(inProject(ctx.db, conversation.projectId), ctx.caller, claim);
    return sendMessage(ctx, ctx.caller, conversation, withFiles(messageId, text, files));
  }),

  list: participantProcedure
    .input(listMessagesInput)
    .query(async ({ ctx, input }): Promise<MessageListView<RecordedConversationEvent>> => {
      const { stream } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
      return listMessages(ctx.db, stream, input);
    }),
});
