import { sql, type RawBuilder } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { overHttp } from '../support/api-client.ts';
import type { InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit } from '../support/people.ts';

export interface FilledProject {
  id: string;
  conversationId: string;
  /** A row for each table, as a query would store it that means this project. */
  inserts: () => RawBuilder<unknown>[];
}

/** A project with something in every table that has to do with projects. */
export async function fillProject({ url, running }: InProcessServer): Promise<FilledProject> {
  const operator = await registerOperator(url);
  const { id, key } = await createProject(url, operator);
  const operatorApi = overHttp(url, operator.params);
  await operatorApi.project.members.query({ projectId: id });
  await operatorApi.member.invite.mutate({ projectId: id, email: `${uuidv7()}@example.com`, role: 'agent' });
  await operatorApi.identityKey.make.mutate({ projectId: id, name: 'site' });
  const visitor = await visit(url, key);
  const api = overHttp(url, visitor.params);
  const { conversationId } = visitor;
  await say(api, conversationId, 'hello');
  await api.attachment.begin.mutate({ conversationId, attachmentId: uuidv7(), name: 'a.txt', size: 1, type: '' });
  const callId = uuidv7();
  await api.call.start.mutate({ conversationId, callId, media: 'audio' });
  // The other side's wish is answered by the same call: an alias.
  await operatorApi.call.start.mutate({ conversationId, callId: uuidv7(), media: 'audio' });
  const db = acrossProjects(running.services.db);
  const [nodeId, erasureId] = [uuidv7(), uuidv7()];
  await sql`insert into presence_node (id, beat_at) values (${nodeId}, now() + interval '1 hour')`.execute(db);
  const inserts = () => [
    sql`insert into project (id, name, key, inbox_stream_id) values (${id}, 'x', ${uuidv7()}, 0)`,
    sql`insert into member (project_id, operator_id, role) values (${id}, ${operator.me.id}, 'owner')`,
    sql`insert into invitation (id, project_id, email, role, token_hash, invited_by, expires_at)
        values (${uuidv7()}, ${id}, 'x@example.com', 'agent', ${uuidv7()}, ${operator.me.id}, now())`,
    sql`insert into visitor (id, project_id, token_hash) values (${uuidv7()}, ${id}, ${uuidv7()})`,
    sql`insert into conversation (id, project_id, visitor_id, stream_id, notes_stream_id, inbox_stream_id)
        values (${uuidv7()}, ${id}, ${visitor.id}, 0, 0, 0)`,
    sql`insert into attachment (conversation_id, id, project_id, sender_kind, sender_id, name, declared_type, size)
        values (${conversationId}, ${uuidv7()}, ${id}, 'visitor', ${visitor.id}, 'a.txt', '', 1)`,
    sql`insert into file_usage (project_id, bytes) values (${id}, 1)`,
    sql`insert into call (id, conversation_id, stream_id, state, data)
        values (${uuidv7()}, ${conversationId}, 0, 'ended', jsonb_build_object('projectId', ${id}::text))`,
    sql`insert into call_alias (id, call_id) values (${uuidv7()}, ${callId})`,
    ...rowsOfTheCall(callId),
    sql`insert into identity_key (id, project_id, name, algorithm, public_key) values (${uuidv7()}, ${id}, 'x', 'ES256', 'x')`,
    sql`insert into audit (project_id, verb, result) values (${id}, 'project.renamed', 'done')`,
    ...rowsOfErasing(id, erasureId),
    ...rowsOfTalk(id, conversationId, operator.me.id),
    sql`insert into presence (node_id, project_id, kind, party_id) values (${nodeId}, ${id}, 'visitor', ${visitor.id})`,
  ];
  for (const row of [
    ...rowsOfTheCall(callId),
    ...rowsOfTalk(id, conversationId, operator.me.id),
    ...rowsOfErasing(id, erasureId),
    ...inserts().slice(-1),
  ])
    await row.execute(db);
  return { id, conversationId, inserts };
}

const rowsOfTheCall = (callId: string): RawBuilder<unknown>[] => [
  sql`insert into call_lease (call_id, party_id, device_id, until) values (${callId}, ${uuidv7()}, ${uuidv7()}, now() + interval '1 hour')`,
  sql`insert into call_quality (call_id, side, party_id, device_id, report, at)
      values (${callId}, 'visitor', ${uuidv7()}, ${uuidv7()}, '{}', now())`,
];

const rowsOfTalk = (projectId: string, conversationId: string, operatorId: string): RawBuilder<unknown>[] => [
  sql`insert into mention (conversation_id, operator_id, note_id, project_id)
      values (${conversationId}, ${operatorId}, ${uuidv7()}, ${projectId})`,
  sql`insert into canned_reply (id, project_id, shortcut, text) values (${uuidv7()}, ${projectId}, ${uuidv7()}, 'x')`,
];

/** Later than any sweep here: it stays. */
const rowsOfErasing = (projectId: string, erasureId: string): RawBuilder<unknown>[] => [
  sql`insert into erasure (id, project_id, visitor_ids, created_at, steps, pointers_from, pointers_to)
      values (${erasureId}, ${projectId}, '{}', now() + interval '1 hour', 0, 0, 0)`,
  sql`insert into erased_stream (stream_id, erasure_id) values ((random() * 1e12)::bigint, ${erasureId})`,
];
