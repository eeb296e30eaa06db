/** What must be true of the tables, whatever has happened. Each throws with what it found. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { sql } from 'kysely';
import type { ConversationRow } from '../../packages/api/src/conversation/conversation.queries.ts';
import type { Db } from '../../packages/api/src/db/database.ts';
import type { Appended } from '../../packages/api/src/event-log/append-events.ts';
import type { ConversationBody, StreamKind, StreamRef } from '../../packages/api/src/event-log/event-bodies.ts';
import { readEvents, readHeads } from '../../packages/api/src/event-log/read-events.ts';
import type { Project } from './log-world.ts';

const ALL = 1_000_000;

/** EL2: 1, 2, 3 … and the stream knows its length. */
export async function checkGapless(db: Db, stream: StreamRef<StreamKind>): Promise<void> {
  const events = await readEvents(db, stream, 0, ALL);
  deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, index) => index + 1),
    `seqs of stream ${stream.id}`,
  );
  equal((await readHeads(db, [stream.id]))[0]?.seq, events.length, `last_seq of stream ${stream.id}`);
}

/** EL2: the inbox points to every event once, and to the events of each conversation in that conversation's order. */
export async function checkInbox(db: Db, { inbox, conversations }: Project): Promise<void> {
  await checkGapless(db, inbox);
  const pointers = await readEvents(db, inbox, 0, ALL);
  for (const { id, stream } of conversations) {
    const seqs = pointers.flatMap(({ body }) =>
      body.type === 'conversation' && body.conversationId === id ? [body.eventSeq] : [],
    );
    const events = await readEvents(db, stream, 0, ALL);
    deepEqual(
      seqs,
      events.map(({ seq }) => seq),
      `pointers to conversation ${id}`,
    );
  }
}

/** EL1: what was acknowledged stands where the acknowledgement says. */
export async function checkAcknowledged(db: Db, acknowledged: readonly Appended[]): Promise<void> {
  for (const { streamId, seq, eventId } of acknowledged) {
    const row = await db
      .selectFrom('event')
      .select('id')
      .where('stream_id', '=', streamId)
      .where('seq', '=', seq)
      .executeTakeFirst();
    equal(row?.id, eventId, `acknowledged event ${seq} of stream ${streamId}`);
  }
}

/** EL6: however often it was sent, a message is there once. */
export async function checkOnce(db: Db, { conversations }: Project): Promise<void> {
  for (const { stream } of conversations) {
    const { rows } = await sql<{ id: string; count: number }>`
      select body ->> 'messageId' as id, count(*) from event
      where stream_id = ${stream.id} and type = 'message' group by 1 having count(*) > 1`.execute(db);
    deepEqual(rows, [], `messages stored more than once in stream ${stream.id}`);
  }
}

interface Folded {
  status: string;
  assignee: string | null;
  lastText: string | null;
  lastSeq: number | null;
  receipts: Record<string, number>;
}

/** The conversation's row says what its log says. */
export async function checkProjection(db: Db, { id, stream }: ConversationRow): Promise<void> {
  const events = await readEvents(db, stream, 0, ALL);
  const expected = events.reduce((state, { seq, body }) => fold(state, seq, body), NOTHING_YET);
  const row = await db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const actual: Folded = {
    status: row.status,
    assignee: row.assignee_id,
    lastText: row.last_message?.text ?? null,
    lastSeq: row.last_message?.seq ?? null,
    receipts: {
      'visitor delivered': row.visitor_delivered,
      'visitor read': row.visitor_read,
      'operator delivered': row.operator_delivered,
      'operator read': row.operator_read,
    },
  };
  deepEqual(actual, expected, `projection of conversation ${id}`);
  const last = events.findLast(({ body }) => body.type !== 'receipt' && !body.type.startsWith('message.'));
  ok(last === undefined || row.activity_at >= last.at, 'activity is as late as the last event');
}

const NOTHING_YET: Folded = {
  status: 'open',
  assignee: null,
  lastText: null,
  lastSeq: null,
  receipts: { 'visitor delivered': 0, 'visitor read': 0, 'operator delivered': 0, 'operator read': 0 },
};

function fold(state: Folded, seq: number, body: ConversationBody): Folded {
  switch (body.type) {
    case 'message':
      return { ...state, status: 'open', lastText: body.text.slice(0, 200), lastSeq: seq };
    case 'status':
      return { ...state, status: body.status };
    case 'assigned':
      return { ...state, assignee: body.operator?.id ?? null };
    case 'receipt': {
      const further = (kind: string): number => Math.max(state.receipts[`${body.side} ${kind}`] ?? 0, body.upTo);
      const read = body.receipt === 'read' ? { [`${body.side} read`]: further('read') } : {};
      return { ...state, receipts: { ...state.receipts, [`${body.side} delivered`]: further('delivered'), ...read } };
    }
    case 'message.edited':
      return body.messageSeq === state.lastSeq ? { ...state, lastText: body.text.slice(0, 200) } : state;
    case 'message.deleted':
      return body.messageSeq === state.lastSeq ? { ...state, lastText: '' } : state;
    case 'message.reacted':
    case 'call.started':
    case 'call.ended':
      return state;
  }
}
