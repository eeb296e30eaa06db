import { sql, type RawBuilder } from 'kysely';
import type { RetentionPreview, RetentionRules } from '../contract/privacy-views.ts';
import type { Db, Trx } from '../db/database.ts';

const DAY_MS = 24 * 60 * 60_000;

/** @param db that of the project, or a transaction in it */
export async function readRules(db: Db | Trx, projectId: string): Promise<RetentionRules> {
  const row = await db
    .selectFrom('project')
    .select(['closed_days as closedAfterDays', 'anonymous_days as anonymousAfterDays'])
    .where('id', '=', projectId)
    .executeTakeFirstOrThrow();
  return row;
}

const before = (days: number, now: number): Date => new Date(now - days * DAY_MS);

/** Closed, and nothing was said since. (Its call has ended, too: that is the call sweeper's.) */
export const dueConversations = (projectId: string, days: number, now: number): RawBuilder<unknown> =>
  sql`c.project_id = ${projectId}::uuid and c.status = 'closed' and c.activity_at < ${before(days, now)}::timestamptz`;

/**
 * Nobody knows who he is, and neither he nor his conversations have stirred since. What he has open is in use, which his browser's
 * session says within a day.
 */
export const dueVisitors = (projectId: string, days: number, now: number): RawBuilder<unknown> =>
  sql`v.project_id = ${projectId}::uuid and v.last_seen_at < ${before(days, now)}::timestamptz
    and v.subject is null and coalesce(v.attributes ->> 'name', '') = '' and coalesce(v.attributes ->> 'email', '') = ''
    and not exists (select from conversation k where k.visitor_id = v.id
                    and k.activity_at >= ${before(days, now)}::timestamptz)
    and not exists (select from visitor_session s where s.visitor_id = v.id and s.used_at >= ${before(days, now)}::timestamptz)
    and not exists (select from conversation k join call l on l.conversation_id = k.id
                    where k.visitor_id = v.id and l.state <> 'ended')`;

/** A page of them at a time: no statement takes long, however many there are. */
const PAGE = 500;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What would go now, to be asked of the project's own handle. Counted, not guessed. */
export async function previewRules(
  db: Db,
  projectId: string,
  { closedAfterDays, anonymousAfterDays }: RetentionRules,
  now = Date.now(),
): Promise<RetentionPreview> {
  const preview = { conversations: 0, messages: 0, visitors: 0 };
  if (anonymousAfterDays !== null) {
    const due = sql`select v.id from visitor v where ${dueVisitors(projectId, anonymousAfterDays, now)}`;
    for await (const ids of pagesOf(db, due, sql`v.id`)) {
      preview.visitors += ids.length;
      add(preview, await countOf(db, sql`c.visitor_id = any(${ids}::uuid[])`));
    }
  }
  if (closedAfterDays !== null) {
    const rule = dueConversations(projectId, closedAfterDays, now);
    // Those of a visitor who goes as a whole were counted with him.
    const anonymous =
      anonymousAfterDays === null
        ? sql`true`
        : sql`not exists (select from visitor v where v.id = c.visitor_id
              and ${dueVisitors(projectId, anonymousAfterDays, now)})`;
    const due = sql`select c.id from conversation c where ${rule} and ${anonymous}`;
    for await (const ids of pagesOf(db, due, sql`c.id`))
      add(preview, await countOf(db, sql`c.id = any(${ids}::uuid[])`));
  }
  return preview;
}

async function* pagesOf(db: Db, due: RawBuilder<unknown>, id: RawBuilder<unknown>): AsyncGenerator<string[]> {
  for (let after: string | undefined = NOBODY; after !== undefined;) {
    const { rows } = await sql<{ id: string }>`${due} and ${id} > ${after}::uuid order by ${id} limit ${PAGE}`.execute(
      db,
    );
    if (rows.length > 0) yield rows.map((row) => row.id);
    after = rows.length < PAGE ? undefined : rows.at(-1)?.id;
  }
}

interface Count {
  conversations: number;
  messages: number;
}

async function countOf(db: Db, condition: RawBuilder<unknown>): Promise<Count> {
  const { rows } = await sql<Count>`
    select count(*) as conversations, coalesce(sum(m.count), 0)::bigint as messages from conversation c
    cross join lateral (select count(*) from event e where e.stream_id = c.stream_id and e.type = 'message') m
    where ${condition}`.execute(db);
  return rows[0] ?? { conversations: 0, messages: 0 };
}

function add(preview: RetentionPreview, { conversations, messages }: Count): void {
  preview.conversations += conversations;
  preview.messages += messages;
}
