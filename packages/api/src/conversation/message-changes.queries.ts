import { sql } from 'kysely';
import type { Actor } from '../contract/events.ts';
import type { MessageVersionView, QuoteView } from '../contract/talk-views.ts';
import { LIMITS } from '../contract/wire.ts';
import type { Db, Trx } from '../db/database.ts';
import { currentBody } from '../event-log/current-body.ts';
import type { BodyOf, StreamRef } from '../event-log/event-bodies.ts';
import { findSaid, type StoredEvent } from '../event-log/read-events.ts';

type Stream = StreamRef<'conversation'>;
type Body<T extends BodyOf['conversation']['type']> = Extract<BodyOf['conversation'], { type: T }>;
export type StoredMessage = Omit<StoredEvent<'conversation'>, 'body'> & { body: Body<'message'> };

/** Whoever changes the same message, or sends the same note, waits here for his turn, and holds up nobody else; until the end of the transaction. */
export async function lockMessage(trx: Trx, stream: { id: number }, messageId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${stream.id} ${messageId.toLowerCase()}`}, 0))`.execute(
    trx,
  );
}

export async function findMessage(trx: Db | Trx, stream: Stream, messageId: string): Promise<StoredMessage | null> {
  const found = await findSaid(trx, stream, messageId);
  return found?.body.type === 'message' ? { ...found, body: found.body } : null;
}

/** @param messageId as the message itself has it */
export async function findDeletion(
  trx: Trx,
  stream: Stream,
  messageId: string,
): Promise<{ seq: number; eventId: string } | null> {
  const { rows } = await sql<{ seq: number; eventId: string }>`
    select seq, id as "eventId" from event
    where stream_id = ${stream.id} and type = 'message.deleted' and body ->> 'messageId' = ${messageId}
    order by seq limit 1`.execute(trx);
  return rows[0] ?? null;
}

/** @param messageId as the message itself has it */
export async function countEdits(trx: Trx, stream: Stream, messageId: string): Promise<number> {
  const { rows } = await sql<{ edits: number }>`
    select count(*)::int as edits from event
    where stream_id = ${stream.id} and type = 'message.edited' and body ->> 'messageId' = ${messageId}`.execute(trx);
  return rows[0]?.edits ?? 0;
}

/** The emoji that somebody has put to a message. */
export async function reactionsOf(
  trx: Trx,
  stream: Stream,
  messageId: string,
  { kind, id }: { kind: string; id: string },
): Promise<Set<string>> {
  const { rows } = await sql<{ emoji: string }>`
    select emoji from (
      select distinct on (body ->> 'emoji') body ->> 'emoji' as emoji, (body -> 'on')::boolean as here from event
      where stream_id = ${stream.id} and type = 'message.reacted' and body ->> 'messageId' = ${messageId}
        and actor ->> 'kind' = ${kind} and actor ->> 'id' = ${id}
      order by body ->> 'emoji', seq desc) last
    where here`.execute(trx);
  return new Set(rows.map(({ emoji }) => emoji));
}

/** As they are now. Those that are not there, or are no messages, are left out. */
export async function findQuotes(db: Db, stream: Stream, messageIds: readonly string[]): Promise<QuoteView[]> {
  const { rows } = await sql<StoredMessage>`
    select e.seq, e.at, e.actor, ${currentBody('e')} as body from event e
    where e.stream_id = ${stream.id} and e.client_id = any(${messageIds}::uuid[]) and e.type = 'message'
      and exists (select from stream where id = ${stream.id})
    order by e.seq`.execute(db);
  return rows.map(({ seq, at, actor, body }) => ({
    messageId: body.messageId,
    seq,
    at,
    from: actor.kind,
    author: actor.kind === 'operator' ? { id: actor.id, name: actor.name } : null,
    text: beginning(body.caption ?? body.text),
    files: (body.attachments ?? []).map(({ name }) => name),
    deleted: body.deleted === true,
  }));
}

/** Without half of a character at its end. */
const beginning = (text: string): string =>
  [...text.slice(0, LIMITS.quoteChars * 2)].slice(0, LIMITS.quoteChars).join('');

/** All edits, and the deletion. */
const VERSIONS = LIMITS.editsPerMessage + 1;

/** All that it has said, oldest first: the newest of them. */
export async function readHistory(db: Db, stream: Stream, message: StoredMessage): Promise<MessageVersionView[]> {
  const { rows } = await sql<{ seq: number; at: Date; actor: Actor; body: Body<'message.edited' | 'message.deleted'> }>`
    select seq, at, actor, body from event
    where stream_id = ${stream.id} and type in ('message.edited', 'message.deleted')
      and body ->> 'messageId' = ${message.body.messageId}
      and exists (select from stream where id = ${stream.id})
    order by seq desc limit ${VERSIONS}`.execute(db);
  return [message, ...rows.toReversed()].map(({ seq, at, actor, body }) => ({
    seq,
    at,
    what: WHAT[body.type],
    by: byOf(actor),
    text: body.type === 'message.deleted' ? null : (body.caption ?? body.text),
  }));
}

const WHAT = { message: 'sent', 'message.edited': 'edited', 'message.deleted': 'deleted' } as const;

const byOf = (actor: Actor): MessageVersionView['by'] => ({
  kind: actor.kind,
  id: actor.kind === 'system' ? null : actor.id,
  name: actor.kind === 'operator' ? actor.name : null,
});
