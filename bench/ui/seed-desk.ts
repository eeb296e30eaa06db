/** A project in which much has been said for years: what the operator's app is measured on. */
import { createProject, registerOperator, say, visit, type TestOperator } from '../../tests/support/people.ts';
import { overHttp } from '../../tests/support/api-client.ts';
import { query } from '../harness/postgres.ts';

export interface Desk {
  operator: TestOperator;
  projectId: string;
  projectKey: string;
  /** The conversation with the many messages. */
  long: string;
}

export interface DeskSize {
  conversations: number;
  /** In one of them. */
  messages: number;
}

/** @param url of a server that runs on the database @param databaseUrl where its rows are copied, as its owner */
export async function seedDesk(url: string, databaseUrl: string, size: DeskSize): Promise<Desk> {
  const operator = await registerOperator(url, 'Rosa');
  const project = await createProject(url, operator);
  const visitor = await visit(url, project.key, { name: 'Visitor 1' });
  await say(overHttp(url, visitor.params), visitor.conversationId, words('1'));
  for (const statement of [...copies(size.conversations), ...longThread(size.messages, operator.me)]) {
    await query(databaseUrl, statement);
  }
  return { operator, projectId: project.id, projectKey: project.key, long: visitor.conversationId };
}

/** What the n-th visitor has asked; lines of one to six. */
const words = (n: string): string => `Question ${n}`;
const wordsInSql = (n: string): string =>
  `'Question ' || ${n} || repeat(' Do you ship the desk lamp to Norway?', ${n} % 8)`;

/** Of the one conversation there is: each a second older than the one before. */
const copies = (count: number): string[] => [
  `create table copy as
     select n, gen_random_uuid() as id, gen_random_uuid() as visitor_id, ${wordsInSql('n')} as text,
       nextval(pg_get_serial_sequence('stream', 'id')) as thread, nextval(pg_get_serial_sequence('stream', 'id')) as notes
     from generate_series(2, ${count}) n`,
  `insert into visitor (id, project_id, token_hash, attributes)
     select copy.visitor_id, project_id, 'copy ' || n, jsonb_build_object('name', 'Visitor ' || n) from copy, conversation`,
  `insert into stream (id, kind, last_seq) overriding system value
     select thread, 'conversation', 1 from copy union all select notes, 'notes', 0 from copy`,
  `insert into event (stream_id, seq, id, client_id, type, actor, at, body)
     select thread, 1, gen_random_uuid(), e.client_id, e.type, jsonb_set(e.actor, '{id}', to_jsonb(copy.visitor_id)), e.at - n * interval '1 second',
       jsonb_set(e.body, '{text}', to_jsonb(text))
     from copy, conversation c join event e on e.stream_id = c.stream_id`,
  `insert into conversation select made.* from copy, conversation c, lateral jsonb_populate_record(c, jsonb_build_object(
     'id', copy.id, 'visitor_id', copy.visitor_id, 'stream_id', thread, 'notes_stream_id', notes,
     'activity_at', c.activity_at - n * interval '1 second', 'operator_read', (n % 10 > 0)::int,
     'last_message', jsonb_set(c.last_message, '{text}', to_jsonb(text)))) made`,
  'drop table copy',
];

/** Visitor and operator in turns, in the conversation of the first visitor, which stays the newest. */
const longThread = (count: number, operator: TestOperator['me']): string[] => {
  const first = `(select e.* from conversation c join visitor v on v.id = c.visitor_id
    join event e using (stream_id) where v.attributes ->> 'name' = 'Visitor 1' and e.seq = 1)`;
  const actor = JSON.stringify({ kind: 'operator', id: operator.id, name: operator.name });
  return [
    `insert into event (stream_id, seq, id, client_id, type, actor, at, body)
       select f.stream_id, n, gen_random_uuid(), made, f.type, case n % 3 when 0 then '${actor}'::jsonb else f.actor end,
         f.at + n * interval '1 millisecond',
         jsonb_build_object('type', 'message', 'messageId', made, 'text', ${wordsInSql('n')})
       from generate_series(2, ${count}) n, ${first} f, lateral (select ('01900008-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as made) ids`,
    `update stream set last_seq = ${count} where id = (select stream_id from ${first} f)`,
    `update conversation set operator_read = ${count} - 3, operator_delivered = ${count} - 3
       where stream_id = (select stream_id from ${first} f)`,
    'vacuum analyze',
  ];
};
