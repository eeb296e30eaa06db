import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { readExportLink, signExportLink } from '../../packages/api/src/privacy/export-link.ts';
import { addMember } from '../access/cast.ts';
import { bytesOf, download, photo, sendWith, upload } from '../attachment/files.ts';
import { openScene, type Scene } from '../attachment/scene.ts';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { registerOperator, say, visit, type TestOperator, type TestVisitor } from '../support/people.ts';
import { readZip } from '../support/read-zip.ts';

describe.each(testDatabases())('the archive of a visitor, on %s', (kind) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(kind);
  });
  afterAll(() => scene[Symbol.asyncDispose]());

  const desk = ({ params }: TestOperator = scene.operator) => overHttp(scene.url, params).privacy;
  const of = ({ id: visitorId }: TestVisitor) => ({ projectId: scene.projectId, visitorId });
  async function begin(visitor: TestVisitor, who?: TestOperator, form: 'json' | 'zip' = 'zip'): Promise<string> {
    return (await desk(who).exportVisitor.mutate({ ...of(visitor), form })).url;
  }
  const storage = () => scene.server.running.services.files.storage;

  test('[PR6] holds the document as it is without files, and every file of the visitor’s conversations as it is kept', async () => {
    const { url, projectKey, operator } = scene;
    const visitor = await visit(url, projectKey, { name: 'Vera' });
    const neighbour = await visit(url, projectKey, { name: 'Nina' });
    const other = await upload(url, neighbour, { bytes: bytesOf('of somebody else'), name: 'other.txt' });
    await sendWith(url, neighbour, [other.id]);
    await say(overHttp(url, visitor.params), visitor.conversationId, 'words');
    const picture = await upload(url, visitor, { bytes: await photo(300, 200), name: 'me.png' });
    const text = bytesOf('x'.repeat(300_000));
    const plan = await upload(url, visitor, { bytes: text, name: 'März/plan.txt' });
    await sendWith(url, visitor, [picture.id, plan.id]);
    const answering = { params: operator.params, conversationId: visitor.conversationId };
    const answer = await upload(url, answering, { bytes: bytesOf('an answer'), name: 'answer.txt' });
    await sendWith(url, answering, [answer.id]);
    // Of what waits to be sent: the visitor's is his, the team's is not.
    const draft = await upload(url, visitor, { bytes: bytesOf('a draft'), name: 'draft.txt' });
    await upload(url, answering, { bytes: bytesOf('of the team'), name: 'team.txt' });

    const response = await download(url, await begin(visitor));
    const header = (name: string) => response.headers.get(name);
    expect([response.status, header('content-type'), header('cache-control')]).toEqual([
      200,
      'application/zip',
      'no-store',
    ]);
    expect(header('content-disposition')).toBe(`attachment; filename=visitor-${visitor.id}.zip`);
    expect(header('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    const entries = readZip(Buffer.from(await response.bytes()));
    expect([...entries.keys()]).toEqual([
      'visitor.json',
      `files/${picture.id}-me.png`,
      `files/${plan.id}-März_plan.txt`,
      `files/${answer.id}-answer.txt`,
      `files/${draft.id}-draft.txt`,
    ]);
    expect(entries.get(`files/${plan.id}-März_plan.txt`)?.equals(Buffer.from(text))).toBe(true);
    expect(entries.get(`files/${picture.id}-me.png`)?.length).toBe(picture.size);

    const alone = await download(url, await begin(visitor, undefined, 'json'));
    const { exportedAt, ...document }: { exportedAt: string } = JSON.parse(await alone.text());
    const inArchive: unknown = JSON.parse(entries.get('visitor.json')?.toString() ?? '');
    expect(inArchive).toEqual({ ...document, exportedAt: expect.any(String) });
    expect(exportedAt).toEqual(expect.any(String));
  });

  test('[PR6] is for who has asked for it, for minutes, and for as long as he may', async () => {
    const { url, server, projectId, visitor, operator } = scene;
    const admin = await registerOperator(url, 'Anna');
    await addMember(server, projectId, admin.me.id, 'admin');
    const path = await begin(visitor, admin);
    const nobody = { projectId, visitorId: projectId, form: 'zip' as const };
    expect(await refusal(desk().exportVisitor.mutate(nobody))).toBe('NOT_FOUND');
    const status = async (link: string) => {
      const response = await download(url, link);
      await response.body?.cancel();
      return response.status;
    };
    expect(await status(path)).toBe(200);
    for (const changed of [
      path.replace(/sig=../, 'sig=AA'),
      path.replace(visitor.id, projectId),
      path.replace(/until=\d/, 'until=9'),
      path.replace('for=s.', 'for=v.'),
      path.replace(/\?.*/, ''),
    ])
      expect(await status(changed), changed).toBe(404);
    await overHttp(url, operator.params).member.changeRole.mutate({
      projectId,
      operatorId: admin.me.id,
      role: 'agent',
    });
    expect(await status(path)).toBe(403);
    await overHttp(url, operator.params).member.remove.mutate({ projectId, operatorId: admin.me.id });
    expect(await status(path)).toBe(404);

    const own = await begin(visitor);
    await overHttp(url, operator.params).account.revokeOtherSessions.mutate();
    expect(await status(own)).toBe(200);
    const { key } = server.running.services.files;
    const { sessionId = '' } = readExportLink(key, new URL(own, url), Date.now()) ?? {};
    const late = signExportLink(key, { ...of(visitor), form: 'zip', sessionId }, Date.now() - 1);
    expect(await status(late)).toBe(404);
    expect(server.logs.join('').includes(new URL(own, url).searchParams.get('sig') ?? 'none')).toBe(false);
  });

  test('a file that the storage has lost is named, and the rest is there', async () => {
    const { url, projectKey } = scene;
    const visitor = await visit(url, projectKey);
    const [lost, kept] = [
      await upload(url, visitor, { bytes: bytesOf('lost'), name: 'lost.txt' }),
      await upload(url, visitor, { bytes: bytesOf('kept'), name: 'kept.txt' }),
    ];
    await sendWith(url, visitor, [lost.id, kept.id]);
    await storage().delete(`${visitor.conversationId}/${lost.id}/file`);
    const entries = readZip(Buffer.from(await (await download(url, await begin(visitor))).bytes()));
    expect([...entries.keys()]).toEqual(['visitor.json', `files/${kept.id}-kept.txt`, 'missing-files.txt']);
    expect(entries.get('missing-files.txt')?.toString()).toBe(`files/${lost.id}-lost.txt\n`);
  });

  test('goes no further when its reader is let in no more, or has gone; no file stays open', async () => {
    const { url, projectKey, server } = scene;
    const visitor = await visit(url, projectKey);
    // More than all buffers on the way hold.
    const bytes = bytesOf(Buffer.alloc(10_000_000, 'x'));
    for (const name of ['a.txt', 'b.txt', 'c.txt', 'd.txt'])
      await sendWith(url, visitor, [(await upload(url, visitor, { bytes, name })).id]);
    const path = await begin(visitor);
    const opened: { destroyed: boolean }[] = [];
    const open = storage().open.bind(storage());
    storage().open = async (...given) => {
      const content = await open(...given);
      opened.push(content);
      return content;
    };
    const begun = async () => {
      const asked = request(new URL(path, url)).end();
      const [response] = await once(asked, 'response');
      response.pause();
      await expect.poll(() => opened.length).toBeGreaterThan(0);
      return { asked, response };
    };
    const goes = await begun();
    goes.asked.destroy();
    await expect.poll(() => opened.every(({ destroyed }) => destroyed)).toBe(true);
    expect(opened.length).toBeLessThan(4);

    opened.length = 0;
    const stays = await begun();
    await acrossProjects(server.running.services.db)
      .updateTable('member')
      .set({ role: 'viewer' })
      .where('operator_id', '=', scene.operator.me.id)
      .execute();
    const cut = once(stays.response, 'error');
    stays.response.resume();
    await cut;
    expect(opened.length).toBeLessThan(4);
    await expect.poll(() => opened.every(({ destroyed }) => destroyed)).toBe(true);
    storage().open = open;
  });
});
