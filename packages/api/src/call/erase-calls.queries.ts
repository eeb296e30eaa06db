import { sql } from 'kysely';
import type { Trx } from '../db/database.ts';
import type { Appended } from '../event-log/append-events.ts';
import { conversationOfCall, lockLiveCall } from './call.queries.ts';
import { transition } from './machine/transition.ts';
import { storeStep } from './store-step.ts';

/** The calls of conversations that are about to go end now, for both sides; a call beside one ends with it. */
export async function endCallsForErasure(
  trx: Trx,
  conversationIds: readonly string[],
  now: number,
): Promise<Appended[]> {
  // Whoever has one of them in hand has its stream, or waits for it: he is not waited for.
  const { rows } = await sql<{ conversationId: string | null; live: boolean }>`
    select c.conversation_id as "conversationId", c.state <> 'ended' as live from call c
    where c.id = any(array(
      with k as (select id from call where conversation_id = any(${conversationIds}::uuid[]))
      select id from k union all select s.id from call s join k on s.beside = k.id))
    for update nowait`.execute(trx);
  const appended: Appended[] = [];
  for (const { conversationId, live } of rows) {
    const locked = live && conversationId !== null ? await lockLiveCall(trx, conversationId) : null;
    if (locked === null || conversationId === null) continue;
    const { call, stream } = locked;
    const step = transition(call, { type: 'policy' }, now);
    const conversation = await conversationOfCall(trx, conversationId);
    appended.push(...(await storeStep(trx, call, step, { stream, conversation, actor: { kind: 'system' } }, now)));
  }
  return appended;
}
