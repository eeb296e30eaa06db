import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '@parley/api/contract/wire';
import { linkExpiry } from '../../packages/api/src/access/signed-link.ts';
import { readLink, signLink } from '../../packages/api/src/attachment/links.ts';
import { overHttp } from '../support/api-client.ts';
import { createProject, registerOperator, visit } from '../support/people.ts';
import { addMember } from '../access/cast.ts';
import { bytesOf, download, linkOf, photo, sendWith, upload } from './files.ts';
import { openScene, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene[Symbol.asyncDispose]());

async function sent(): Promise<string> {
  const { url, visitor } = scene;
  const { id } = await upload(url, visitor, { bytes: await photo(800, 600), name: 'secret-plan.png' });
  await sendWith(url, visitor, [id]);
  return id;
}
const status = async (url: string): Promise<number> => (await download(scene.url, url)).status;

describe('links to files', () => {
  test('[FI2] case 64: a link that was changed anywhere, or made by nobody, leads nowhere, in the same bytes', async () => {
    const { url, answering } = scene;
    const link = await linkOf(url, answering, await sent());
    expect(await status(link.url)).toBe(200);
    const [path = '', query = ''] = link.url.split('?');
    const changed = [
      `${path.replace(/file$/, 'thumb')}?${query}`,
      `${path.replace(/file$/, 'parts')}?${query}`,
      `${path}?${query.replace(/until=(\d+)/, (_, until: string) => `until=${Number(until) + 1}`)}`,
      `${path}?${query.replace(/for=s\.\w/, 'for=s.f')}`,
      `${path}?${query.replace('for=s.', 'for=v.')}`,
      `${path}?${query.replace(/sig=../, 'sig=AA')}`,
      `${path}?${query.replace(/sig=.*/, 'sig=')}`,
      `${path}?`,
      path,
      `${path.replace(/[0-9a-f]{12}\/file/, '000000000000/file')}?${query}`,
      `${path.replace(/\/[^/]+\/file/, '/..%2f..%2fetc%2fpasswd/file')}?${query}`,
    ];
    const answers = await Promise.all(changed.map((each) => download(url, each)));
    expect(answers.map((answer) => answer.status)).toEqual(changed.map(() => 404));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
  });

  test('[FI2] a link is good for five minutes at most and two and a half at least', () => {
    const linked = {
      conversationId: '018f0000-0000-7000-8000-000000000001',
      attachmentId: '018f0000-0000-7000-8000-000000000002',
      object: 'file',
      viewer: { kind: 'visitor', sessionId: '018f0000-0000-7000-8000-000000000003' },
    } as const;
    const now = 1_800_000_012_345;
    const expires = linkExpiry(now);
    expect(expires - now).toBeGreaterThan(LIMITS.fileLinkMs / 2 - 1);
    expect(expires - now).toBeLessThanOrEqual(LIMITS.fileLinkMs);
    const url = new URL(signLink('key', linked, expires), 'http://localhost');
    expect(readLink('key', url, expires - 1)).toEqual({ ...linked, expires });
    expect(readLink('key', url, expires)).toBe(null);
    expect(readLink('another key', url, now)).toBe(null);
  });

  test('[FI2] cases 44 and 64: before it is sent a file is its sender’s, and then the two sides’', async () => {
    const { url, visitor, answering, projectKey } = scene;
    const { id } = await upload(url, visitor, { bytes: bytesOf('draft'), name: 'draft.txt' });
    expect(await status((await linkOf(url, visitor, id)).url)).toBe(200);
    await expect(linkOf(url, answering, id)).rejects.toThrow('not found');
    await sendWith(url, visitor, [id]);
    expect(await status((await linkOf(url, answering, id)).url)).toBe(200);
    const neighbour = await visit(url, projectKey);
    await expect(linkOf(url, neighbour, id)).rejects.toThrow('not found');
    await expect(linkOf(url, { ...neighbour, conversationId: visitor.conversationId }, id)).rejects.toThrow(
      'not found',
    );
    const outsider = await registerOperator(url);
    await createProject(url, outsider);
    await expect(linkOf(url, { ...answering, params: outsider.params }, id)).rejects.toThrow('not found');
  });

  test('[FI2] case 56: a link ends with the session it was made for, and with the membership', async () => {
    const { url, answering, operator, projectId, server } = scene;
    const id = await sent();
    const { email } = operator.me;
    const { sessionToken = '' } = await overHttp(url, {}).account.login.mutate({ email, password: operator.password });
    const own = await linkOf(url, { ...answering, params: { sessionToken } }, id);
    expect(await status(own.url)).toBe(200);
    await overHttp(url, { sessionToken }).account.logout.mutate();
    expect(await status(own.url)).toBe(404);

    const colleague = await registerOperator(url, 'Karl');
    await addMember(server, projectId, colleague.me.id, 'agent');
    const his = await linkOf(url, { ...answering, params: colleague.params }, id);
    expect(await status(his.url)).toBe(200);
    await overHttp(url, operator.params).member.remove.mutate({ projectId, operatorId: colleague.me.id });
    expect(await status(his.url)).toBe(404);
  });

  test('[AU2] case 80: no link, no signature and no name of a file is in the log', async () => {
    const { url, answering, server } = scene;
    const link = await linkOf(url, answering, await sent());
    await download(url, link.url);
    await download(url, link.url.replace(/sig=../, 'sig=AA'));
    const log = server.logs.join('');
    const sig = new URL(link.url, url).searchParams.get('sig') ?? 'none';
    for (const secret of [sig, 'secret-plan', '/files/']) expect(log.includes(secret), secret).toBe(false);
  });

  test('with an origin of their own, links lead there and our pages may show what is there', async () => {
    await using apart = await openScene('embedded', { FILES_URL: 'https://files.example.com/' });
    const { id } = await upload(apart.url, apart.visitor, { bytes: bytesOf('x'), name: 'a.txt' });
    const link = await linkOf(apart.url, apart.visitor, id);
    expect(link.url).toMatch(/^https:\/\/files\.example\.com\/files\//);
    for (const path of ['/', '/demo']) {
      const policy = (await fetch(`${apart.url}${path}`)).headers.get('content-security-policy');
      for (const shown of ['img-src', 'media-src'])
        expect(policy, path).toContain(`${shown} 'self' blob: https://files.example.com;`);
    }
  });
});
