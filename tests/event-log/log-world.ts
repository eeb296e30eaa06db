/** A database with projects and conversations in it: what the log is written about. */
import pino from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { findConversation, type ConversationRow } from '../../packages/api/src/conversation/conversation.queries.ts';
import { openConversation } from '../../packages/api/src/conversation/open-conversation.ts';
import { Limits } from '../../packages/api/src/access/limits.ts';
import { createDb } from '../../packages/api/src/db/create-db.ts';
import type { Db } from '../../packages/api/src/db/database.ts';
import { migrateToLatest } from '../../packages/api/src/db/migrate.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import type { StreamRef } from '../../packages/api/src/event-log/event-bodies.ts';
import { createProject } from '../../packages/api/src/project/create-project.ts';
import { requireMember } from '../../packages/api/src/project/project.policy.ts';
import { inProject } from '../../packages/api/src/db/scope.ts';
import { insertVisitor } from '../../packages/api/src/visitor/visitor.queries.ts';
import { createTestDatabase, type DatabaseKind, type TestDatabase } from '../support/database.ts';
import type { LogImplementation } from './log-node.ts';

export interface Project {
  inbox: StreamRef<'inbox'>;
  conversations: ConversationRow[];
}

export interface LogWorld extends AsyncDisposable {
  kind: DatabaseKind;
  db: Db;
  database: TestDatabase;
  implementation: LogImplementation;
  /** May be assigned to; the log refuses people who do not exist. */
  operatorId: string;
  newProject(conversations: number): Promise<Project>;
}

export async function createLogWorld(kind: DatabaseKind, implementation: LogImplementation): Promise<LogWorld> {
  const database = await createTestDatabase(kind);
  const { db, close } = createDb(readEnv(database.env), pino({ level: 'silent' }), (cause) => {
    throw cause;
  });
  await migrateToLatest(db);
  await implementation.prepare?.(db);
  const operatorId = uuidv7();
  await db
    .insertInto('operator')
    .values({ id: operatorId, email: `${operatorId}@example.com`, name: 'Anna', password_hash: '' })
    .execute();
  return {
    kind,
    db,
    database,
    implementation,
    operatorId,
    newProject: (conversations) => newProject(db, operatorId, conversations),
    [Symbol.asyncDispose]: async () => {
      await close();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function newProject(db: Db, operatorId: string, count: number): Promise<Project> {
  const projectId = await createProject(db, operatorId, { name: 'Shop', allowedOrigins: [] });
  const operator = {
    kind: 'operator',
    id: operatorId,
    name: 'Anna',
    email: '',
    sessionId: uuidv7(),
    rights: 0,
  } as const;
  const { inbox } = await requireMember(db, operator, projectId);
  const conversations: ConversationRow[] = [];
  for (let made = 0; made < count; made += 1) conversations.push(await newConversation(db, projectId));
  return { inbox, conversations };
}

async function newConversation(db: Db, projectId: string): Promise<ConversationRow> {
  const id = uuidv7();
  const visitor = { id, projectId, tokenHash: id, userAgent: null };
  await inProject(db, projectId)
    .transaction()
    .execute((trx) => insertVisitor(trx, visitor));
  const conversation = await openConversation({ db, limits: new Limits({ factor: 1 }) }, { id, projectId }, null);
  const row = await findConversation(db, conversation.id);
  if (row === null) throw new Error('the conversation just made is not there');
  return row;
}
