import type { ExportedCall } from '../contract/privacy-views.ts';
import type { Db } from '../db/database.ts';
import { visitorName } from '../visitor/visitor.queries.ts';
import { callView } from './call-view.ts';
import { readReports } from './quality.queries.ts';

/** A conversation's calls after this one, in order of id; those between two operators are theirs and not the visitor's. `db` is the project's. */
export async function exportCalls(
  db: Db,
  { conversationId, visitorId, afterId }: { conversationId: string; visitorId: string; afterId: string | null },
  limit: number,
): Promise<ExportedCall[]> {
  const rows = await db
    .selectFrom('call')
    .select(['id', 'data'])
    .where('conversation_id', '=', conversationId)
    .$if(afterId !== null, (query) => query.where('id', '>', afterId ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  const visitor = await db
    .selectFrom('visitor')
    .select(['id', 'attributes', 'subject', 'claims'])
    .where('id', '=', visitorId)
    .executeTakeFirst();
  // He may have been erased a moment ago.
  const name = visitorName(visitor ?? { id: visitorId, attributes: {}, subject: null, claims: null });
  const calls: ExportedCall[] = [];
  for (const { id, data } of rows)
    calls.push({ call: callView(data, name, 'operator'), quality: await readReports(db, id) });
  return calls;
}
