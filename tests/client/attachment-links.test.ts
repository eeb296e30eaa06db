import { describe, expect, test } from 'vitest';
import { LIMITS } from '@parley/api/contract/wire';
import { ParleyError } from '../../packages/client/src/errors.ts';
import { AttachmentLinks } from '../../packages/client/src/files/attachment-links.ts';
import { FakeClock } from './fake-clock.ts';

function open(missing: readonly string[] = []) {
  const clock = new FakeClock();
  const asked: string[][] = [];
  let failures = 0;
  let held = Promise.resolve();
  const links = new AttachmentLinks({
    serverUrl: 'https://chat.example.com',
    patience: { clock, random: () => 0.5, onOnline: () => () => undefined },
    closing: new AbortController().signal,
    ask: async (ids) => {
      asked.push(ids);
      if (failures-- > 0) throw new ParleyError('NETWORK');
      await held;
      const expiresAt = new Date(clock.now() + LIMITS.fileLinkMs);
      return ids
        .filter((id) => !missing.includes(id))
        .map((id) => ({ id, url: `/files/${id}?${asked.length}`, thumbUrl: null, expiresAt }));
    },
  });
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  return { clock, asked, links, hold, fail: (times: number) => (failures = times) };
}
const watch = (links: AttachmentLinks, id: string) => links.of(id).subscribe(() => undefined);

describe('links that renew themselves', () => {
  test('those that are wanted in one turn are asked for together', async () => {
    const { links, asked, clock } = open(['gone']);
    for (const id of ['a', 'b', 'a', 'gone']) watch(links, id);
    await clock.pass(0);
    expect(asked).toEqual([['a', 'b', 'gone']]);
    const url = 'https://chat.example.com/files/a?1';
    expect(links.of('a').getSnapshot()).toEqual({ file: url, thumb: null, error: null });
    expect(links.of('gone').getSnapshot()).toEqual({ file: null, thumb: null, error: 'NOT_FOUND' });
  });

  test('a link is renewed before it ends, while somebody looks, and not for those who have left', async () => {
    const { links, asked, clock } = open();
    const leave = watch(links, 'a');
    await clock.pass(0);
    await clock.pass(LIMITS.fileLinkMs - 1_000);
    expect(asked).toHaveLength(2);
    expect(links.of('a').getSnapshot().file).toBe('https://chat.example.com/files/a?2');
    leave();
    await clock.pass(LIMITS.fileLinkMs * 3);
    expect([asked.length, clock.waiting]).toEqual([2, 0]);
    watch(links, 'a');
    await clock.pass(0);
    expect(asked).toHaveLength(3);
  });

  test('whoever comes back while it is good is not asked for', async () => {
    const { links, asked, clock } = open();
    watch(links, 'a')();
    await clock.pass(0);
    watch(links, 'a');
    watch(links, 'a');
    await clock.pass(LIMITS.fileLinkMs / 2);
    expect(asked).toHaveLength(1);
  });

  test('a link that is on its way is not asked for again, whoever comes and goes meanwhile', async () => {
    const { links, asked, clock, hold } = open();
    const answer = hold();
    watch(links, 'a')();
    await clock.pass(0);
    watch(links, 'a')();
    watch(links, 'a');
    await clock.pass(0);
    expect(asked).toEqual([['a']]);
    answer();
    await clock.pass(0);
    expect([asked.length, links.of('a').getSnapshot().file]).toEqual([1, 'https://chat.example.com/files/a?1']);
  });

  test('a line that is cut is waited for', async () => {
    const { links, asked, clock, fail } = open();
    fail(2);
    watch(links, 'a');
    await clock.pass(60_000);
    expect(asked).toHaveLength(3);
    expect(links.of('a').getSnapshot().file).not.toBe(null);
  });
});
