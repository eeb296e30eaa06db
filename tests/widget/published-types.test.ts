import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/repository.ts';

const types = readFileSync(join(ROOT, 'packages/widget-sdk/dist/index.d.ts'), 'utf8');

test('the published types change only on purpose', async () => {
  await expect(types).toMatchFileSnapshot('__snapshots__/index.d.ts.snap');
});

test.each(['@parley/', 'trpc', 'kysely', 'preact', 'import'])('the published types do not mention %s', (word) => {
  expect(types).not.toContain(word);
});
