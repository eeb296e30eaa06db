import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { Removals } from '../../packages/api/src/attachment/removals.ts';
import { sweepAttachments } from '../../packages/api/src/attachment/attachment-sweeper.ts';
import { up as keepUsage } from '../../packages/api/src/db/migrations/0023_file_usage.ts';
import { up as countThose } from '../../packages/api/src/db/migrations/0031_files_of_before.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { LIMITS } from '@parley/api/contract/wire';
import { overHttp, refusal } from '../support/api-client.ts';
import { withOwner } from '../support/as-owner.ts';
import { testDatabases } from '../support/database.ts';
import { visit } from '../support/people.ts';
import { attachmentOf, bytesOf, photo, sendWith, upload } from './files.ts';
import { openScene, type Scene } from './scene.ts';

const LATER = () => Date.now() + LIMITS.unsentFileMs + 60_000;
const TEXT = { bytes: bytesOf('x'.repeat(20_000)), name: 'a.txt' };

async function usages({ server }: Scene): Promise<{ kept: number; files: number; count: number }> {
  const { rows } = await sql<{ kept: number; files: number; count: number }>`
    select (select bytes from file_usage) as kept, (select count(*) from attachment) as count,
      (select coalesce(sum(greatest(size, 16384) + coalesce(thumb_size, 0)), 0)::bigint from attachment) as files`.execute(
    acrossProjects(server.running.services.db),
  );
  return rows[0] ?? { kept: -1, files: -1, count: -1 };
}

describe.each(testDatabases())('what a project has in files, on %s', (kind) => {
  test('[FI4] is kept as they come and go: begun, made anew, taken back, refused, swept, erased, and many at once', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, operator, projectId, projectKey, server } = scene;
    const { db, files, log } = server.running.services;
    const neighbour = await visit(url, projectKey);
    const { attachment } = overHttp(url, visitor.params);
    const agree = async (what: string, count: number) => {
      const usage = await usages(scene);
      expect(usage, what).toEqual({ kept: usage.files, files: usage.files, count });
    };
    await upload(url, visitor, { bytes: await photo(400, 300), name: 'large.png' });
    const [sent, back] = [await upload(url, visitor, TEXT), await upload(url, visitor, TEXT)];
    await agree('made anew', 3);
    await attachment.cancel.mutate(attachmentOf(visitor.conversationId, back.id));
    const broken = bytesOf('GIF89a/*\0\0*/=1;alert(1)//');
    expect(await refusal(upload(url, visitor, { bytes: broken, name: 'a.gif' }))).toBe('FILE_REFUSED');
    await sendWith(url, visitor, [sent.id]);
    await Promise.all(Array.from({ length: 4 }, () => upload(url, neighbour, TEXT)));
    await agree('taken back and refused', 6);
    await sweepAttachments(db, new Removals(files.storage, log), LATER());
    await agree('swept', 1);
    const erase = (visitorId: string) =>
      overHttp(url, operator.params).privacy.eraseVisitor.mutate({ projectId, visitorId });
    await erase(visitor.id);
    await agree('erased', 0);
  });

  test('of files that were there before it was kept, too', async () => {
    await using scene = await openScene(kind);
    const { url, visitor, server } = scene;
    await upload(url, visitor, TEXT);
    await withOwner(server.running.services.db, async (owner) => {
      await sql`drop trigger file_usage_grow on attachment`.execute(owner);
      await sql`drop trigger file_usage_shrink on attachment`.execute(owner);
      await sql`drop function file_usage_grow, file_usage_shrink, file_bytes`.execute(owner);
      await sql`drop table file_usage`.execute(owner);
      await sql`
        insert into attachment (conversation_id, id, project_id, sender_kind, sender_id, name, declared_type, size, thumb_size)
        select conversation_id, ${uuidv7()}::uuid, project_id, sender_kind, sender_id, name, '', 1, 500 from attachment`.execute(
        owner,
      );
      await keepUsage(owner.withTables<never>());
    });
    // Before they are counted, there are others.
    await upload(url, visitor, TEXT);
    await withOwner(server.running.services.db, async (owner) => {
      await countThose(owner.withTables<never>());
      await countThose(owner.withTables<never>());
    });
    const bytes = 2 * 20_000 + 16_384 + 500;
    expect(await usages(scene)).toEqual({ kept: bytes, files: bytes, count: 3 });
  });
});
