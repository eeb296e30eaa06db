import { pino } from 'pino';
import { createDb } from '../../packages/api/src/db/create-db.ts';
import { migrateToLatest } from '../../packages/api/src/db/migrate.ts';
import { CONVERSATIONS, OPERATORS, PROJECTS, TEXT } from '../names.ts';
import { query, type Postgres } from './postgres.ts';

/** `names.ts`'s ids, in SQL. */
const id = (kind: number, n: string): string =>
  `('0190000${kind}-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const hash = (token: string): string => `encode(sha256(convert_to(${token}, 'UTF8')), 'hex')`;

/** Streams: an inbox for each project, then a thread and notes for each conversation. */
const thread = `${PROJECTS} + 2 * n + 1`;
const notes = `${PROJECTS} + 2 * n + 2`;

/** A database with `depth` messages in each conversation, to be copied for each measurement. @returns its name. */
export async function seed(postgres: Postgres, depth: number): Promise<string> {
  const name = await postgres.create();
  const url = postgres.urlOf(name);
  const { db, close } = createDb({ DATABASE_URL: url, DATA_DIR: '' }, pino({ level: 'warn' }), () => undefined);
  await migrateToLatest(db);
  await close();
  const actor = `jsonb_build_object('kind', 'visitor', 'id', ${id(2, 'n')})`;
  const text = `'${TEXT.replaceAll("'", "''")}'`;
  const clientId = `('01900008-0000-7000-' || lpad(to_hex(32768 + d), 4, '0') || '-' || lpad(to_hex(n), 12, '0'))::uuid`;
  const statements = [
    `insert into stream (id, kind, last_seq) overriding system value
     select p + 1, 'inbox', 0 from generate_series(0, ${PROJECTS - 1}) p`,
    `insert into project (id, name, key, inbox_stream_id)
     select ${id(1, 'p')}, 'Site ' || p, 'pk_bench_' || p, p + 1 from generate_series(0, ${PROJECTS - 1}) p`,
    `insert into operator (id, email, name, password_hash)
     select ${id(3, 'p')}, 'op' || p || '@example.com', 'Operator ' || p, '' from generate_series(0, ${OPERATORS - 1}) p`,
    `insert into member (project_id, operator_id, role)
     select ${id(1, `p % ${PROJECTS}`)}, ${id(3, 'p')}, 'owner' from generate_series(0, ${OPERATORS - 1}) p`,
    `insert into session (id, operator_id, token_hash, expires_at)
     select ${id(5, 'p')}, ${id(3, 'p')}, ${hash(`'pss_bench_' || p`)}, now() + interval '1 day'
     from generate_series(0, ${OPERATORS - 1}) p`,
    `insert into visitor (id, project_id, token_hash)
     select ${id(2, 'n')}, ${id(1, `n % ${PROJECTS}`)}, ${hash(`'pvt_bench_' || n`)}
     from generate_series(0, ${CONVERSATIONS - 1}) n`,
    `insert into visitor_session (id, visitor_id, expires_at) select id, id, now() + interval '30 days' from visitor`,
    `insert into visitor_token (token_hash, session_id, used_at) select token_hash, id, now() from visitor`,
    `insert into stream (id, kind, last_seq) overriding system value
     select ${thread}, 'conversation', ${depth} from generate_series(0, ${CONVERSATIONS - 1}) n
     union all select ${notes}, 'notes', 0 from generate_series(0, ${CONVERSATIONS - 1}) n`,
    `insert into conversation (id, project_id, visitor_id, stream_id, notes_stream_id, inbox_stream_id)
     select ${id(4, 'n')}, ${id(1, `n % ${PROJECTS}`)}, ${id(2, 'n')}, ${thread}, ${notes}, n % ${PROJECTS} + 1
     from generate_series(0, ${CONVERSATIONS - 1}) n`,
    `insert into event (stream_id, seq, id, client_id, type, actor, at, body)
     select ${thread}, d, gen_random_uuid(), ${clientId}, 'message', ${actor},
            date_trunc('milliseconds', clock_timestamp()),
            jsonb_build_object('type', 'message', 'messageId', ${clientId}, 'text', ${text})
     from generate_series(1, ${depth}) d, generate_series(0, ${CONVERSATIONS - 1}) n`,
    `create table peer_conversation (id uuid primary key, last_seq bigint not null) with (fillfactor = 50)`,
    `create table peer_message (conversation_id uuid, seq bigint, id uuid not null, client_id uuid not null,
       actor jsonb not null, at timestamptz not null, text text not null,
       primary key (conversation_id, seq), unique (conversation_id, client_id))`,
    `create table peer_signal (id uuid primary key, conversation_id uuid not null, at timestamptz not null, body jsonb not null)`,
    `insert into peer_conversation select ${id(4, 'n')}, 0 from generate_series(0, ${CONVERSATIONS - 1}) n`,
    // The Postgres adapter's own table, as its documentation gives it.
    `create table socket_io_attachments (id bigserial unique, created_at timestamptz default now(), payload bytea)`,
    `alter table stream alter column id restart with 1000000`,
    `vacuum analyze`,
  ];
  for (const statement of statements) await query(url, statement);
  return name;
}
