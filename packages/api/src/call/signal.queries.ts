import { sql } from 'kysely';
import type { Actor, PeerSignal } from '../contract/events.ts';
import type { Trx } from '../db/database.ts';
import type { StreamRef } from '../event-log/event-bodies.ts';

/** The first answer that this signal id got (EL6). */
export async function findSignal(
  trx: Trx,
  stream: StreamRef<'call'>,
  signalId: string,
): Promise<{ seq: number } | null> {
  const row = await trx
    .selectFrom('event')
    .select('seq')
    .where('stream_id', '=', stream.id)
    .where('client_id', '=', signalId)
    .executeTakeFirst();
  return row ?? null;
}

/** What the caller said before anyone had won. */
export async function heldSignals(
  trx: Trx,
  stream: StreamRef<'call'>,
  signalIds: readonly string[],
): Promise<Map<string, { body: PeerSignal; actor: Actor }>> {
  if (signalIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; body: PeerSignal; actor: Actor }>`
    select client_id as id, body -> 'signal' as body, actor from event
    where stream_id = ${stream.id} and client_id = any(${signalIds}::uuid[])`.execute(trx);
  return new Map(rows.map(({ id, body, actor }) => [id, { body, actor }]));
}

/** Addresses and keys are of no use after the call, but to those who should not have them (CL2). */
export async function scrubSignals(trx: Trx, stream: StreamRef<'call'>): Promise<void> {
  await sql`
    update event set body = jsonb_set(body, '{signal}', 'null')
    where stream_id = ${stream.id} and type = 'signal'`.execute(trx);
}
