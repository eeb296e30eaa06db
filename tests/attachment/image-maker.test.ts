import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { ImageMaker } from '../../packages/api/src/attachment/images/image-maker.ts';
import { photo } from './files.ts';
import { blackPng } from './odd-images.ts';

/** The processes that this one has started, by what the system says. */
async function children(): Promise<number[]> {
  const tasks = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').catch(() => '');
  return tasks.split(' ').filter(Boolean).map(Number);
}

describe.skipIf(process.platform !== 'linux')('the process that looks at pictures', () => {
  test('[FI1] one that dies under a picture is no word against it, and whoever waits is served', async () => {
    const maker = new ImageMaker(pino({ level: 'silent' }));
    const before = new Set(await children());
    const small = await photo(8, 8);
    await maker.make('image/png', small);
    const [first] = (await children()).filter((pid) => !before.has(pid));
    const waiting = [maker.make('image/png', blackPng(16_000, 1_900)), maker.make('image/png', small)];
    process.kill(first ?? 0, 'SIGKILL');
    const made = await Promise.all(waiting);
    expect(made.map(({ width }) => width)).toEqual([16_000, 8]);
    // In peace as well.
    const [second] = (await children()).filter((pid) => !before.has(pid));
    expect(second).not.toBe(first);
    process.kill(second ?? 0, 'SIGKILL');
    await expect.poll(async () => (await children()).filter((pid) => !before.has(pid))).toEqual([]);
    expect(await maker.make('image/png', small)).toMatchObject({ width: 8 });
    maker.close();
    await expect.poll(async () => (await children()).filter((pid) => !before.has(pid))).toEqual([]);
  });

  test('[FI1] it knows nothing of the server: no variable, no argument', async () => {
    process.env['PARLEY_TEST_SECRET'] = 'in-the-environment';
    const maker = new ImageMaker(pino({ level: 'silent' }));
    const before = new Set(await children());
    await maker.make('image/png', await photo(8, 8));
    const [pid] = (await children()).filter((each) => !before.has(each));
    expect(await readFile(`/proc/${pid}/environ`, 'utf8')).not.toContain('in-the-environment');
    maker.close();
    delete process.env['PARLEY_TEST_SECRET'];
  });

  test('what a server that stops has not finished may come again', async () => {
    const maker = new ImageMaker(pino({ level: 'silent' }));
    const under = maker.make('image/png', blackPng(16_000, 1_900));
    maker.close();
    await expect(under).rejects.toMatchObject({ appCode: 'UNAVAILABLE' });
  });
});
