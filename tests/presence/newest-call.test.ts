import { expect, test } from 'vitest';
import { NewestCall } from '../../packages/api/src/presence/newest-call.ts';

test('[PR8] what was said later is not overtaken by what waits longer, nor held up by what fails', async () => {
  const calls = new NewestCall();
  const told: string[] = [];
  const say = (key: string, what: string, wait: Promise<unknown>) =>
    calls.run(key, async (isNewest) => {
      await wait;
      if (isNewest()) told.push(what);
    });
  const slow = Promise.withResolvers<undefined>();
  const preview = say('one', 'preview', slow.promise);
  const other = say('two', 'other', slow.promise);
  await say('one', 'end', Promise.resolve());
  slow.resolve(undefined);
  await Promise.all([preview, other]);
  expect(told).toEqual(['end', 'other']);
  await expect(say('one', 'refused', Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  await say('one', 'again', Promise.resolve());
  expect(told).toEqual(['end', 'other', 'again']);
});
