import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FILES_PATH, LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { headersOf, overHttp, refusal, wireErrorOf } from '../support/api-client.ts';
import { visit } from '../support/people.ts';
import { attachmentOf, bytesOf, contentOf, sendPart, sendWith, upload, type Sender } from './files.ts';
import { openScene, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene[Symbol.asyncDispose]());

async function begun(sender: Sender, size: number) {
  const which = attachmentOf(sender.conversationId, uuidv7());
  await overHttp(scene.url, sender.params).attachment.begin.mutate({ ...which, name: 'a.bin', size, type: '' });
  return which;
}

const filesOf = (conversationId: string) =>
  acrossProjects(scene.server.running.services.db)
    .selectFrom('attachment')
    .select(['id', 'received', 'state'])
    .where('conversation_id', '=', conversationId)
    .execute();

/** The code of a refused part, and where the next one begins if that is said. */
async function refused(response: Response): Promise<[number, unknown, string | null]> {
  const body: { parley?: { code: string } } = await response.json();
  return [response.status, body.parley?.code, response.headers.get('upload-offset')];
}

describe('a file comes in', () => {
  test('[FI3] case 63: no more bytes than were announced, and no parts that are out of place', async () => {
    const { url, visitor } = scene;
    const which = await begun(visitor, 100_000);
    const send = (length: number, offset: number) =>
      sendPart(url, visitor, which.attachmentId, bytesOf('x'.repeat(length)), offset);
    expect(await refused(await send(100_001, 0))).toEqual([413, 'TOO_LARGE', null]);
    expect(await refused(await send(70_000, 1))).toEqual([409, 'WRONG_OFFSET', '0']);
    expect(await refused(await send(1, 0))).toEqual([400, 'INVALID_INPUT', null]);
    expect((await send(70_000, 0)).status).toBe(204);
    expect(await refused(await send(70_000, 0))).toEqual([409, 'WRONG_OFFSET', '70000']);
    expect(await refused(await send(30_001, 70_000))).toEqual([413, 'TOO_LARGE', null]);
    expect((await send(30_000, 70_000)).status).toBe(204);
    expect(await refused(await send(1, 100_000))).toEqual([413, 'TOO_LARGE', null]);
    await overHttp(url, visitor.params).attachment.finish.mutate(which);
    expect(await refused(await send(1, 100_000))).toEqual([409, 'WRONG_OFFSET', '100000']);
  });

  test('[FI3] case 63: two who send the same place at once: one is taken, and what is kept is his', async () => {
    const { url, visitor } = scene;
    const which = await begun(visitor, 200_000);
    const letters = ['a', 'b', 'c', 'd', 'e'];
    const sent = letters.map((letter, nth) =>
      sendPart(url, visitor, which.attachmentId, bytesOf(letter.repeat(70_000 + nth)), 0),
    );
    const winners = (await Promise.all(sent)).flatMap(({ status }, nth) => (status === 204 ? nth : []));
    expect(winners).toHaveLength(1);
    // Nobody may fill the disk with parts that count for nothing.
    const { files, db } = scene.server.running.services;
    const { parts } = await acrossProjects(db)
      .selectFrom('attachment')
      .select('parts')
      .where('id', '=', which.attachmentId)
      .executeTakeFirstOrThrow();
    const folder = join(scene.dataDir, 'files', which.conversationId, which.attachmentId, 'parts');
    expect(await readdir(folder)).toEqual(parts);
    const winner = winners[0] ?? 0;
    const rest = bytesOf('z'.repeat(200_000 - 70_000 - winner));
    expect((await sendPart(url, visitor, which.attachmentId, rest, 70_000 + winner)).status).toBe(204);
    await overHttp(url, visitor.params).attachment.finish.mutate(which);
    const kept = await contentOf(await files.storage.open(`${which.conversationId}/${which.attachmentId}/file`));
    expect(kept.toString()).toBe((letters[winner] ?? '').repeat(70_000 + winner) + Buffer.from(rest).toString());
  });

  test('[FI3] case 63: a part says its length and its place, and comes whole or not at all', async () => {
    const { url, visitor } = scene;
    const which = await begun(visitor, 100_000);
    const address = `${url}${FILES_PATH}/${which.conversationId}/${which.attachmentId}`;
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(bytesOf('x'.repeat(1_000))) });
    const patch = (init: RequestInit & { duplex?: 'half' }, headers: Record<string, string> = {}) =>
      fetch(address, { method: 'PATCH', ...init, headers: { ...headersOf(visitor.params), ...headers } });
    const chunked = patch({ body: endless, duplex: 'half' }, { 'upload-offset': '0' });
    // Refused before it was read: some clients hear the answer, others a line that was closed.
    await expect(
      chunked.then(
        ({ status }) => status,
        () => 400,
      ),
    ).resolves.toBe(400);
    expect((await patch({ body: 'x' })).status).toBe(400);
    for (const offset of ['-1', '1e3', '0x0', '', '9'.repeat(20)])
      expect((await patch({ body: 'x'.repeat(70_000) }, { 'upload-offset': offset })).status, offset).toBe(400);
    expect((await patch({ body: bytesOf('x'.repeat(LIMITS.partBytes + 1)) }, { 'upload-offset': '0' })).status).toBe(
      413,
    );
    const cut = new AbortController();
    const slow = new ReadableStream({
      start: (controller) => controller.enqueue(bytesOf('x'.repeat(1_000))),
    });
    const half = patch({ body: slow, duplex: 'half', signal: cut.signal }, { 'upload-offset': '0' });
    cut.abort();
    await expect(half).rejects.toThrow();
    expect(await filesOf(visitor.conversationId)).toContainEqual({
      id: which.attachmentId,
      received: 0,
      state: 'uploading',
    });
  });

  test('[FI2] cases 44, 45, 48 and 63: nobody brings, finishes, sends or takes back what is another’s', async () => {
    const { url, visitor, answering, projectKey } = scene;
    const neighbour = await visit(url, projectKey);
    const which = await begun(visitor, 5);
    const hello = bytesOf('hello');
    const others = [neighbour, { ...neighbour, conversationId: visitor.conversationId }, answering];
    for (const sender of others) {
      const { attachment } = overHttp(url, sender.params);
      const theirs = attachmentOf(sender.conversationId, which.attachmentId);
      expect(await refused(await sendPart(url, sender, which.attachmentId, hello, 0))).toEqual([
        404,
        'NOT_FOUND',
        null,
      ]);
      expect(await refusal(attachment.finish.mutate(theirs))).toBe('NOT_FOUND');
      expect(await refusal(attachment.cancel.mutate(theirs))).toBe('NOT_FOUND');
      expect(
        await refusal(
          attachment.links.query({ conversationId: sender.conversationId, attachmentIds: [which.attachmentId] }),
        ),
      ).toBe('NOT_FOUND');
    }
    await sendPart(url, visitor, which.attachmentId, hello, 0);
    await overHttp(url, visitor.params).attachment.finish.mutate(which);
    for (const sender of others) expect(await refusal(sendWith(url, sender, [which.attachmentId]))).toBe('NOT_FOUND');
    // Of two files one of which is not there, neither is given away.
    expect(await refusal(sendWith(url, visitor, [which.attachmentId, uuidv7()]))).toBe('NOT_FOUND');
    await sendWith(url, visitor, [which.attachmentId]);
    expect(await refusal(overHttp(url, visitor.params).attachment.cancel.mutate(which))).toBe('NOT_FOUND');
  });

  test('[EL6] an id that names a file in one conversation is free in another', async () => {
    const { url, visitor, projectKey } = scene;
    const neighbour = await visit(url, projectKey);
    const which = await begun(visitor, 5);
    const same = { ...which, conversationId: neighbour.conversationId, name: 'mine.txt', size: 3, type: '' };
    const { attachment } = overHttp(url, neighbour.params);
    expect(await attachment.begin.mutate(same)).toEqual({ state: 'uploading', received: 0 });
  });

  test('[AU1] case 56: what a session may not do any more ends in the middle of an upload', async () => {
    const { url, answering, operator } = scene;
    const { sessionToken } = await overHttp(url, {}).account.login.mutate({
      email: operator.me.email,
      password: operator.password,
    });
    const sender = { params: { sessionToken: sessionToken ?? '' }, conversationId: answering.conversationId };
    const which = await begun(sender, 200_000);
    expect((await sendPart(url, sender, which.attachmentId, bytesOf('x'.repeat(100_000)), 0)).status).toBe(204);
    await overHttp(url, sender.params).account.logout.mutate();
    const next = await sendPart(url, sender, which.attachmentId, bytesOf('x'.repeat(100_000)), 100_000);
    expect(await refused(next)).toEqual([401, 'UNAUTHENTICATED', null]);
  });

  test('[AU1] nobody comes without credentials, or from a site that is not allowed', async () => {
    const { url, visitor } = scene;
    const which = await begun(visitor, 5);
    const nobody = { params: {}, conversationId: visitor.conversationId };
    expect((await sendPart(url, nobody, which.attachmentId, bytesOf('hello'), 0)).status).toBe(401);
    const guest = { ...nobody, params: { projectKey: scene.projectKey } };
    expect((await sendPart(url, guest, which.attachmentId, bytesOf('hello'), 0)).status).toBe(403);
    const address = `${url}${FILES_PATH}/${which.conversationId}/${which.attachmentId}`;
    const headers = { ...headersOf(visitor.params), 'upload-offset': '0', origin: 'https://evil.example' };
    const evil = await fetch(address, { method: 'PATCH', headers, body: 'hello' });
    expect([evil.status, evil.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const preflight = await fetch(address, { method: 'OPTIONS', headers: { origin: 'http://localhost:5173' } });
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('upload-offset');
    for (const [method, path] of [
      ['PUT', ''],
      ['DELETE', ''],
      ['PATCH', '/x'],
      ['PATCH', '/../..'],
    ] as const)
      expect(
        (await fetch(address + path, { method, headers: headersOf(visitor.params) })).status,
        method + path,
      ).toBeOneOf([404, 405]);
  });
});

describe('how much there may be', () => {
  test('[FI4] one file: 10 MiB of a visitor, 50 of an operator', async () => {
    const { visitor, answering } = scene;
    await begun(visitor, LIMITS.visitorFileBytes);
    await expect(begun(visitor, LIMITS.visitorFileBytes + 1)).rejects.toThrow(/at most/);
    await begun(answering, LIMITS.operatorFileBytes);
    await expect(begun(answering, LIMITS.operatorFileBytes + 1)).rejects.toThrow();
  });

  test('[FI4] a conversation has its bound, also for many who begin at once', async () => {
    await using full = await openScene();
    const { url, answering } = full;
    const { attachment } = overHttp(url, answering.params);
    const begin = () => {
      const which = attachmentOf(answering.conversationId, uuidv7());
      return attachment.begin.mutate({ ...which, name: 'a.bin', size: LIMITS.operatorFileBytes, type: '' });
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, begin));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    const codes = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? wireErrorOf(outcome.reason).code : [],
    );
    expect(new Set(codes)).toEqual(new Set(['QUOTA_EXCEEDED']));
  });

  test('[FI4] case 65: a project has its quota, of which the smallest file takes a share; what is taken back gives room', async () => {
    await using full = await openScene();
    const { url, visitor, projectId, server } = full;
    await acrossProjects(server.running.services.db)
      .updateTable('project')
      .set({ file_quota: 3 * 16 * 1024 + 100 })
      .where('id', '=', projectId)
      .execute();
    const one = () => upload(url, visitor, { bytes: bytesOf('x'), name: 'a.txt' });
    const sent = await Promise.all([one(), one(), one()]);
    expect(await refusal(upload(url, visitor, { bytes: bytesOf('x'.repeat(101)), name: 'a.txt' }))).toBe(
      'QUOTA_EXCEEDED',
    );
    const which = attachmentOf(visitor.conversationId, sent[0].id);
    await overHttp(url, visitor.params).attachment.cancel.mutate(which);
    await upload(url, visitor, { bytes: bytesOf('x'.repeat(101)), name: 'a.txt' });
  });

  test('[TR6] case 65: a visitor has twenty files at once, and is told how long to wait', async () => {
    await using strict = await openScene('embedded', { RATE_LIMIT_FACTOR: '1' });
    const { url, visitor } = strict;
    const { attachment } = overHttp(url, visitor.params);
    const begin = () =>
      attachment.begin.mutate({ ...attachmentOf(visitor.conversationId, uuidv7()), name: 'a', size: 1, type: '' });
    for (let nth = 0; nth < 20; nth += 1) await begin();
    const error = await begin().then(() => null, wireErrorOf);
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retry: true });
    expect(error?.retryAfterMs).toBeGreaterThan(60_000);
  });

  test('a message has ten files at most, none of them twice, and may do without words', async () => {
    const { url, visitor } = scene;
    const { id } = await upload(url, visitor, { bytes: bytesOf('x'), name: 'a.txt' });
    expect(await refusal(sendWith(url, visitor, [id, id]))).toBe('INVALID_INPUT');
    expect(
      await refusal(
        sendWith(
          url,
          visitor,
          Array.from({ length: 11 }, () => uuidv7()),
        ),
      ),
    ).toBe('INVALID_INPUT');
    expect(await refusal(sendWith(url, visitor, [], { text: ' ' }))).toBe('INVALID_INPUT');
    await sendWith(url, visitor, [id]);
  });
});
