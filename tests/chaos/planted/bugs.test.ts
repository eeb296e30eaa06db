import { equal } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'vitest';
import { BUGS } from './bugs.ts';

const ROOT = new URL('../../../', import.meta.url);

describe('the piece that a planted bug replaces', () => {
  test.each(Object.entries(BUGS))('is in its file once: %s', async (_name, { file, find }) => {
    const source = await readFile(new URL(file, ROOT), 'utf8');
    equal(source.split(find).length - 1, 1, `${file}: ${find}; move the bug to where its rule is kept now`);
  });
});
