import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';

/** What stands beside the queues. `unread` counts conversations, of those that are not closed. */
export interface InboxCounts {
  open: number;
  mine: number;
  unassigned: number;
  closed: number;
  unread: number;
}

export async function countConversations(db: Db, projectId: string, operatorId: string): Promise<InboxCounts> {
  const { rows } = await sql<InboxCounts>`
    select
      count(*) filter (where c.status = 'open') as open,
      count(*) filter (where c.status = 'open' and c.assignee_id = ${operatorId}) as mine,
      count(*) filter (where c.status = 'open' and c.assignee_id is null) as unassigned,
      count(*) filter (where c.status = 'closed') as closed,
      count(*) filter (where c.status <> 'closed' and exists (
        select from event e where e.stream_id = c.stream_id and e.seq > c.operator_read
          and e.type = 'message' and e.actor ->> 'kind' = 'visitor')) as unread
    from conversation c join stream s on s.id = c.stream_id
    where c.project_id = ${projectId} and s.last_seq > 0`.execute(inProject(db, projectId));
  return rows[0] ?? { open: 0, mine: 0, unassigned: 0, closed: 0, unread: 0 };
}
