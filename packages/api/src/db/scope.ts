import type { Db } from './database.ts';

/**
 * Whose rows a statement may see and write, as the policies of the second wall read it (`second-wall.ts`): ids of projects,
 * or all of them. It goes with each statement, or with the `begin` of a transaction, and ends with it.
 */
export type Scope = string;
/** What a plain `Db` says: of walled tables it sees nothing, and can store nothing in them. */
export const NOBODY: Scope = '';
const EVERYBODY: Scope = '*';

const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ID_CHARS = 36;
/** A setting that is made of anything else could name more than was meant. */
const IDS = new RegExp(`^(?:${ID}(?:,${ID})*)?$`, 'i');

/** By each handle of a database, how to get another one of it. */
const handles = new WeakMap<Db, (scope: Scope) => Db>();

/** Those that were made last are kept: each is 7 kB, and takes longer to make than to find. */
const KEPT = 256;

/** @param make a handle on the same connections that says this scope */
export function scoped(root: Db, make: (scope: Scope) => Db): Db {
  const made = new Map<Scope, Db>([[NOBODY, root]]);
  const handle = (scope: Scope): Db => {
    const known = made.get(scope);
    if (known !== undefined) return known;
    if (scope !== EVERYBODY && !IDS.test(scope)) throw new NoId();
    const fresh = make(scope);
    handles.set(fresh, handle);
    const [, oldest] = made.keys();
    if (made.size >= KEPT && oldest !== undefined) made.delete(oldest);
    made.set(scope, fresh);
    return fresh;
  };
  handles.set(root, handle);
  return root;
}

/** For all that is about one project. Never on a transaction, which has said its project when it began. */
export function inProject(db: Db, projectId: string): Db {
  return inProjects(db, [projectId]);
}

/** For one statement that serves the callers of several. */
export function inProjects(db: Db, projectIds: readonly string[]): Db {
  // With the length of each, what has a handle already is known to be made of ids: that is looked at once.
  if (projectIds.some(({ length }) => length !== ID_CHARS)) throw new NoId();
  return within(db, projectIds.length === 1 ? projectIds.join() : [...new Set(projectIds)].toSorted().join());
}

class NoId extends Error {
  override name = 'NoId';
  constructor() {
    super('a project is named by its id');
  }
}

/**
 * For the server's own work alone: who is asking, where something belongs, deadlines and presence of all projects. What it
 * finds is judged before anybody gets it; a test knows each file that does this, and why.
 */
export function acrossProjects(db: Db): Db {
  return within(db, EVERYBODY);
}

function within(db: Db, scope: Scope): Db {
  const make = handles.get(db);
  if (make === undefined) throw new Error('a transaction says whose rows it is about when it begins');
  return make(scope);
}
