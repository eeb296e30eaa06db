import { sql } from 'kysely';
import type { ConversationStatus } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import { isDeleted } from '../event-log/current-body.ts';
import { inProject } from '../db/scope.ts';

/** What stands beside the queues. `unread` counts conversations, of those that are not closed. */
export interface InboxCounts {
  open: number;
  mine: number;
  unassigned: number;
  closed: number;
  unread: number;
  /** Conversations, closed ones too, in which a note mentions the operator that he has not seen. */
  mentions: number;
}

interface Group {
  status: ConversationStatus;
  assigneeId: string | null;
  count: number;
  unread: number;
  mentions: number;
}

/** Visitors' messages that no operator has read; of what was deleted since there is nothing to read. */
const isUnread = sql`((c.last_message ->> 'from' = 'visitor' and not c.last_message ? 'deleted') or exists (
  select from event e where e.stream_id = c.stream_id and e.seq > c.operator_read
    and e.type = 'message' and e.actor ->> 'kind' = 'visitor' and not ${isDeleted('e')}))`;

/**
 * Asked after each burst of events by each operator, so it reads indexes made for it (`0032`), and of the log only where an operator
 * has had the last word. One in which nothing has been said counts as little as in the list.
 */
export async function countConversations(db: Db, projectId: string, operatorId: string): Promise<InboxCounts> {
  const { rows } = await sql<Group>`
    select c.status, c.assignee_id as "assigneeId", count(*) as count, 0::bigint as unread, 0::bigint as mentions
    from conversation c
    where c.project_id = ${projectId} and (c.last_message is not null or c.activity_at > c.created_at)
    group by c.status, c.assignee_id
    union all
    select 'open', null, 0, count(*) filter (where ${isUnread}), 0
    from conversation c
    where c.project_id = ${projectId} and c.status <> 'closed'
      and (c.last_message ->> 'seq')::bigint > c.operator_read
    union all
    select 'open', null, 0, 0, count(distinct m.conversation_id)
    from mention m
    where m.project_id = ${projectId} and m.operator_id = ${operatorId} and not m.seen`.execute(
    inProject(db, projectId),
  );
  const counted = (of: (group: Group) => boolean): number => total(rows.filter(of), ({ count }) => count);
  const open = (group: Group): boolean => group.status === 'open';
  return {
    open: counted(open),
    mine: counted((group) => open(group) && group.assigneeId === operatorId),
    unassigned: counted((group) => open(group) && group.assigneeId === null),
    closed: counted(({ status }) => status === 'closed'),
    unread: total(rows, ({ unread }) => unread),
    mentions: total(rows, ({ mentions }) => mentions),
  };
}

const total = (groups: readonly Group[], of: (group: Group) => number): number =>
  groups.reduce((sum, group) => sum + of(group), 0);
