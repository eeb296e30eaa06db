import { createTestDatabase, type DatabaseKind } from '../support/database.ts';
import { startInProcess, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit, type TestOperator, type TestVisitor } from '../support/people.ts';
import type { Sender } from './files.ts';

export interface Scene extends AsyncDisposable {
  url: string;
  server: InProcessServer;
  dataDir: string;
  projectId: string;
  projectKey: string;
  visitor: TestVisitor;
  operator: TestOperator;
  /** The operator in the visitor's conversation. */
  answering: Sender;
}

/** A visitor who has opened a conversation, and an operator of his project. */
export async function openScene(
  kind: DatabaseKind = 'embedded',
  variables: Record<string, string> = {},
): Promise<Scene> {
  const database = await createTestDatabase(kind);
  const server = await startInProcess(database, variables);
  const { url } = server;
  const operator = await registerOperator(url);
  const project = await createProject(url, operator);
  const visitor = await visit(url, project.key);
  return {
    url,
    server,
    dataDir: database.env['DATA_DIR'] ?? '',
    projectId: project.id,
    projectKey: project.key,
    visitor,
    operator,
    answering: { params: operator.params, conversationId: visitor.conversationId },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
