import { operatorProcedure, router } from '../access/procedures.ts';
import { addNoteInput, conversationEventsInput, listMessagesInput, seeNotesInput } from '../contract/inputs.ts';
import type { RecordedNoteEvent } from '../contract/events.ts';
import type { MessageListView, SendResult } from '../contract/views.ts';
import { followShared } from '../event-log/follow-stream.ts';
import { addNote } from './add-note.ts';
import { requireConversation } from './conversation.policy.ts';
import { listNotes, toNoteEvent } from './list-messages.ts';
import { markMentionsSeen } from './see-mentions.ts';

export const noteRouter = router({
  add: operatorProcedure.input(addNoteInput).mutation(async ({ ctx, input }): Promise<SendResult> => {
    const conversation = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'write');
    return addNote(ctx, ctx.caller, conversation, input);
  }),

  list: operatorProcedure
    .input(listMessagesInput)
    .query(async ({ ctx, input }): Promise<MessageListView<RecordedNoteEvent>> => {
      const { notes } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
      return listNotes(ctx.db, notes, input);
    }),

  /** The caller has seen this conversation's notes up to `seq`, and where they mention him. */
  see: operatorProcedure.input(seeNotesInput).mutation(async ({ ctx, input }): Promise<void> => {
    const conversation = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
    await markMentionsSeen(ctx, ctx.caller, conversation, input.seq);
  }),

  events: operatorProcedure.input(conversationEventsInput).subscription(async ({ ctx, input, signal }) => {
    const { notes } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
    return followShared(ctx, { stream: notes, lastEventId: input.lastEventId, signal, present: toNoteEvent });
  }),
});
