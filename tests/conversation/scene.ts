import type { ProjectView } from '@parley/api/contract/views';
import { overHttp, type Api } from '../support/api-client.ts';
import type { InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit, type TestOperator, type TestVisitor } from '../support/people.ts';

/** A project of its own with one operator; calls go over HTTP, streams are opened where they are looked at. */
export interface Scene {
  url: string;
  operator: TestOperator;
  project: ProjectView;
  desk: Api;
  enter(name?: string): Promise<Visitor>;
}
export interface Visitor extends TestVisitor {
  api: Api;
}

export async function createScene({ url }: InProcessServer): Promise<Scene> {
  const operator = await registerOperator(url);
  const project = await createProject(url, operator);
  return {
    url,
    operator,
    project,
    desk: overHttp(url, operator.params),
    enter: async (name) => {
      const visitor = await visit(url, project.key, name === undefined ? undefined : { name });
      return { ...visitor, api: overHttp(url, visitor.params) };
    },
  };
}
