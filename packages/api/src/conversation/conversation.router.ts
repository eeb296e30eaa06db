import { sql } from 'kysely';
import { operatorProcedure, participantProcedure, router, startedVisitorProcedure } from '../access/procedures.ts';
import {
  assignInput,
  conversationEventsInput,
  conversationInput,
  listConversationsInput,
  readableConversationsInput,
  receiptInput,
  setStatusInput,
} from '../contract/inputs.ts';
import type { ConversationView, VisitorConversationView } from '../contract/views.ts';
import { inProject } from '../db/scope.ts';
import { cursorOf } from '../event-log/cursor.ts';
import { followShared } from '../event-log/follow-stream.ts';
import { readHead } from '../event-log/read-events.ts';
import { notFound } from '../access/app-error.ts';
import { requireMember } from '../project/project.policy.ts';
import { blockVisitor, unblockVisitor } from './block-visitor.ts';
import { assignConversation, markReceipt, setConversationStatus } from './change-conversation.ts';
import { personOf, readableBy, requireConversation, requireConversationState } from './conversation.policy.ts';
import { selectByIds, selectConversations, toVisitorView } from './conversation.queries.ts';
import { listConversations } from './list-conversations.ts';
import { toConversationEvent } from './list-messages.ts';
import { openConversation } from './open-conversation.ts';

/** How many of a visitor's earlier conversations an operator is shown. */
const EARLIER = 20;

export const conversationRouter = router({
  open: startedVisitorProcedure.mutation(({ ctx }): Promise<VisitorConversationView> =>
    openConversation(ctx, ctx.caller, ctx.connection.network),
  ),

  /** `inboxCursor` was read before the list: `inbox.events` from there misses nothing that the list lacks. */
  list: operatorProcedure
    .input(listConversationsInput)
    .query(
      async ({
        ctx,
        input,
      }): Promise<{ items: ConversationView[]; nextCursor: string | null; inboxCursor: string | null }> => {
        const { inbox } = await requireMember(ctx.db, ctx.caller, input.projectId);
        const head = await readHead(ctx.db, inbox.id);
        const page = await listConversations(ctx, ctx.caller, input);
        return { ...page, inboxCursor: head === undefined ? null : cursorOf(head) };
      },
    ),

  get: participantProcedure
    .input(conversationInput)
    .query(async ({ ctx, input }): Promise<VisitorConversationView | ConversationView> => {
      const { projectId } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
      const viewerId = ctx.caller.kind === 'operator' ? ctx.caller.id : null;
      const [found] = await selectByIds(inProject(ctx.db, projectId), [input.conversationId], viewerId);
      if (found === undefined) throw notFound();
      if (ctx.caller.kind === 'visitor') return toVisitorView(found.row);
      return found.forOperators((id) => ctx.presence.isVisitorOnline(id));
    }),

  /** Those of them that are there for the caller: what a device has kept of the others goes. */
  readable: operatorProcedure
    .input(readableConversationsInput)
    .query(({ ctx, input }): Promise<string[]> => readableBy(ctx.db, ctx.caller, input.conversationIds)),

  /** The same visitor's other conversations, newest activity first. */
  listForVisitor: operatorProcedure
    .input(conversationInput)
    .query(async ({ ctx, input }): Promise<ConversationView[]> => {
      const { id, visitorId, projectId } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
      const found = await selectConversations(
        inProject(ctx.db, projectId),
        sql`c.visitor_id = ${visitorId} and c.id <> ${id} and s.last_seq > 0`,
        EARLIER,
        ctx.caller.id,
      );
      return found.map(({ forOperators }) => forOperators((visitor) => ctx.presence.isVisitorOnline(visitor)));
    }),

  assign: operatorProcedure.input(assignInput).mutation(async ({ ctx, input }): Promise<void> => {
    const conversation = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'write');
    await assignConversation(ctx, ctx.caller, conversation, input.operatorId);
  }),

  setStatus: operatorProcedure.input(setStatusInput).mutation(async ({ ctx, input }): Promise<void> => {
    const conversation = await requireConversationState(ctx.db, ctx.caller, input.conversationId, 'write');
    await setConversationStatus(ctx, ctx.caller, conversation, input.status);
  }),

  /** He is not let in any more, by whatever device, until somebody unblocks him; a call of his ends. */
  blockVisitor: operatorProcedure.input(conversationInput).mutation(async ({ ctx, input }): Promise<void> => {
    const conversation = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'write');
    await blockVisitor(ctx, ctx.caller, conversation);
  }),

  unblockVisitor: operatorProcedure.input(conversationInput).mutation(async ({ ctx, input }): Promise<void> => {
    const conversation = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'write');
    await unblockVisitor(ctx, ctx.caller, conversation);
  }),

  markDelivered: participantProcedure.input(receiptInput).mutation(async ({ ctx, input }): Promise<void> => {
    const conversation = await requireConversationState(ctx.db, ctx.caller, input.conversationId, 'write');
    await markReceipt(ctx, ctx.caller, conversation, 'delivered', input.seq);
  }),

  markRead: participantProcedure.input(receiptInput).mutation(async ({ ctx, input }): Promise<void> => {
    const conversation = await requireConversationState(ctx.db, ctx.caller, input.conversationId, 'write');
    await markReceipt(ctx, ctx.caller, conversation, 'read', input.seq);
  }),

  events: participantProcedure.input(conversationEventsInput).subscription(async ({ ctx, input, signal }) => {
    const { stream, projectId } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
    const open = () => ctx.presence.attach({ ...personOf(ctx.caller), projectId });
    const { lastEventId } = input;
    return followShared(ctx, { stream, lastEventId, signal, open, present: toConversationEvent });
  }),
});
