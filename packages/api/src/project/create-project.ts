import { randomUUIDv7 } from 'node:crypto';
import { createToken } from '../access/tokens.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { createStream } from '../event-log/create-stream.ts';

/** A project, its inbox, and its maker as owner. @returns the project's id. */
export async function createProject(
  db: Db,
  operatorId: string,
  input: { name: string; allowedOrigins: string[] },
): Promise<string> {
  const id = randomUUIDv7();
  await inProject(db, id)
    .transaction()
    .execute(async (trx) => {
      const inbox = await createStream(trx, 'inbox');
      await trx
        .insertInto('project')
        .values({
          id,
          name: input.name.trim(),
          key: createToken('project'),
          allowed_origins: [...new Set(input.allowedOrigins)],
          inbox_stream_id: inbox.id,
        })
        .execute();
      await trx.insertInto('member').values({ project_id: id, operator_id: operatorId, role: 'owner' }).execute();
    });
  return id;
}
