import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Participant } from '../../packages/api/src/access/caller.ts';
import type { MessageSentEvent } from '../../packages/api/src/contract/events.ts';
import type { signalInput } from '../../packages/api/src/contract/call-inputs.ts';
import { conversationItem } from '../../packages/api/src/conversation/conversation-item.ts';
import { personOf } from '../../packages/api/src/conversation/conversation.policy.ts';
import type { ConversationRef } from '../../packages/api/src/conversation/conversation.queries.ts';
import type { Db } from '../../packages/api/src/db/database.ts';
import { GroupCommit } from '../../packages/api/src/event-log/group-commit.ts';
import { readEvents } from '../../packages/api/src/event-log/read-events.ts';

export type MessageEvent = MessageSentEvent;
/** A call of the peers has the id of its conversation. */
export type SignalInput = ReturnType<typeof signalInput.parse>;

interface Message {
  messageId: string;
  text: string;
}

/** Where the peers keep their messages; both give each conversation gapless numbers. */
export interface MessageStore {
  append(caller: Participant, conversation: ConversationRef, message: Message): Promise<MessageEvent>;
  since(conversation: ConversationRef, seq: number): Promise<MessageEvent[]>;
}

/** Parley's log: many messages in one statement. */
export function ownAppend(db: Db): MessageStore {
  const commits = new GroupCommit(db, () => undefined);
  return {
    append: async (caller, conversation, { messageId, text }) => {
      const actor = personOf(caller);
      const body = { type: 'message', messageId, text } as const;
      const { seq, eventId, at } = await commits.append(conversationItem(conversation, actor, body, messageId));
      return { ...body, seq, id: eventId, at, actor };
    },
    since: async ({ stream }, seq) =>
      (await readEvents(db, stream, seq, 200)).flatMap(({ body, ...recorded }) =>
        body.type === 'message' ? [{ ...body, ...recorded }] : [],
      ),
  };
}

/** As most write it: a transaction for each message, that counts and inserts. */
export function transactionPerMessage(db: Db): MessageStore {
  return {
    append: (caller, { id: conversationId }, { messageId, text }) =>
      db.transaction().execute(async (trx) => {
        const actor = personOf(caller);
        const counted = await sql<{ seq: number }>`
          update peer_conversation set last_seq = last_seq + 1 where id = ${conversationId}
          returning last_seq as seq`.execute(trx);
        const seq = counted.rows[0]?.seq;
        if (seq === undefined) throw new Error('no such conversation');
        const id = uuidv7();
        const at = new Date();
        await sql`
          insert into peer_message (conversation_id, seq, id, client_id, actor, at, text)
          values (${conversationId}, ${seq}, ${id}, ${messageId}, ${JSON.stringify(actor)}, ${at}, ${text})`.execute(
          trx,
        );
        return { type: 'message', messageId, text, seq, id, at, actor };
      }),
    since: async ({ id }, seq) => {
      const { rows } = await sql<Omit<MessageEvent, 'type'>>`
        select seq, id, client_id as "messageId", actor, at, text from peer_message
        where conversation_id = ${id} and seq > ${seq} order by seq limit 200`.execute(db);
      return rows.map((row) => ({ type: 'message', ...row }));
    },
  };
}

/** A row for each signal, so that a leg that was away could read it. */
export function storedSignals(db: Db) {
  return async ({ callId, signalId, signal }: SignalInput): Promise<void> => {
    await sql`
      insert into peer_signal (id, conversation_id, at, body)
      values (${signalId}, ${callId}, ${new Date()}, ${JSON.stringify(signal)})`.execute(db);
  };
}
