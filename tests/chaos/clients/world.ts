import { createProject, registerOperator } from '../../support/people.ts';
import type { Database } from '../cluster/database.ts';
import type { ProjectSeat } from './messages.ts';

/** An operator is in one call at a time, and each call wants two of them. */
const OPERATORS = 6;

/** Projects with operators of their own, before anything goes wrong. */
export async function createWorld(url: string, database: Database, projects: number): Promise<ProjectSeat[]> {
  const seats: ProjectSeat[] = [];
  for (let index = 0; index < projects; index += 1) {
    const owner = await registerOperator(url, `Owner${index}`);
    const { id, key } = await createProject(url, owner);
    const sessionTokens = [owner.params.sessionToken];
    while (sessionTokens.length < OPERATORS) {
      const agent = await registerOperator(url, `Agent${sessionTokens.length}`);
      await database.query('insert into member (project_id, operator_id, role) values ($1, $2, $3)', [
        id,
        agent.me.id,
        'agent',
      ]);
      sessionTokens.push(agent.params.sessionToken);
    }
    seats.push({ id, key, sessionTokens });
  }
  return seats;
}
