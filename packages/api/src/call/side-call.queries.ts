/** Calls between two operators, found by what they belong to. */
import { sql } from 'kysely';
import type { Trx } from '../db/database.ts';
import { hasDemanded } from '../project/second-factor-demand.queries.ts';
import { lockable, lockCall, withLeases, type LockedCall } from './call.queries.ts';
import type { Beside } from './machine/call-state.ts';

/** The live one beside this call, whose lock the caller has. */
export async function lockCallBeside(trx: Trx, callId: string): Promise<LockedCall | null> {
  const row = await lockable(trx)
    .where('beside', '=', callId)
    .where('state', '<>', 'ended')
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row === undefined ? null : withLeases(trx, row);
}

/** One whose deadline has passed, and whose visitor's call no other process has in hand. */
export async function lockDueSideCall(trx: Trx, now: Date): Promise<LockedCall | null> {
  const { rows } = await sql<Found>`
    select s.id, s.data -> 'beside' as beside from call s join call m on m.id = s.beside
    where s.side_deadline <= ${now} order by s.side_deadline limit 1 for no key update of m skip locked`.execute(trx);
  return lockFound(trx, rows);
}

/**
 * One whose colleague may no longer answer in the project; its operator is looked at with the visitor's call. Or one that a
 * node of the version before, which knows of no calls beside another, has left behind.
 */
export async function lockBarredSideCall(trx: Trx): Promise<LockedCall | null> {
  const { rows } = await sql<Found>`
    select s.id, s.data -> 'beside' as beside from call s
    join call m on m.id = s.beside join conversation v on v.id = m.conversation_id
    where s.state <> 'ended' and (m.state = 'ended' or not exists (
      select from member a join project p on p.id = a.project_id
      where a.project_id = v.project_id and a.role <> 'viewer' and ${hasDemanded('p.needs_second_factor', 'a.operator_id')}
        and a.operator_id = (s.data #>> '{beside,colleague,partyId}')::uuid))
    limit 1 for no key update of m skip locked`.execute(trx);
  return lockFound(trx, rows);
}

interface Found {
  id: string;
  beside: Beside;
}

async function lockFound(trx: Trx, [found]: Found[]): Promise<LockedCall | null> {
  return found === undefined ? null : lockCall(trx, found.id, found.beside);
}
