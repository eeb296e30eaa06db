import type { Kysely } from 'kysely';
import { byOwner, byProject, wallAround } from '../second-wall.ts';

const statements = [
  wallAround('project', byProject('id')),
  wallAround('member', byProject('project_id')),
  wallAround('invitation', byProject('project_id')),
  wallAround('visitor', byProject('project_id')),
  wallAround('conversation', byProject('project_id')),
  wallAround('presence', byProject('project_id')),
  // Where a call belongs is in its state, from the first version on; a column for it would rewrite the table.
  wallAround('call', byProject(`(data ->> 'projectId')::uuid`)),
  wallAround('call_alias', byOwner('call', 'call_id')),
  wallAround('call_lease', byOwner('call', 'call_id')),
  wallAround('call_quality', byOwner('call', 'call_id')),
].flat();

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db);
}
