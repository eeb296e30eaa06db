import type { Db } from '../db/database.ts';
import { listAllProjects, setSuspended } from './suspend.queries.ts';

const USAGE = `Usage:
  npm run project -- list             all projects, by id
  npm run project -- suspend <id>     nobody comes in, and whoever is in is out; nothing is erased
  npm run project -- resume <id>      as it was before`;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The command line of who runs the server, for whole projects. */
export async function administerProjects(
  db: Db,
  [command, id]: readonly string[],
): Promise<{ said: string; failed: boolean }> {
  if (command === 'list') {
    const projects = await listAllProjects(db);
    const lines = projects.map(
      ({ id: each, name, suspendedAt }) => `${each}  ${suspendedAt ? 'suspended  ' : ''}${name}`,
    );
    return { said: lines.join('\n') || 'There is no project.', failed: false };
  }
  if ((command !== 'suspend' && command !== 'resume') || id === undefined) return { said: USAGE, failed: true };
  const suspends = command === 'suspend';
  if (!ID.test(id) || !(await setSuspended(db, id, suspends)))
    return {
      said: `There is no such project, or it is ${suspends ? 'suspended' : 'in service'} already.`,
      failed: true,
    };
  return { said: suspends ? 'The project is suspended.' : 'The project is in service again.', failed: false };
}
