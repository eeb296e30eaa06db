import { describe, expect, test } from 'vitest';
import { envSchema } from '../../packages/api/src/env.ts';
import { readRepositoryFile } from '../support/repository.ts';

/** The first cell of a table's row: | `PORT` | … */
const ROW = /^\| *`([A-Z][A-Z0-9_]+)` *\|/gm;

describe("README's configuration table", () => {
  const documented = [...readRepositoryFile('README.md').matchAll(ROW)].map(([, name]) => name ?? '');

  test('names every variable that the server reads, and no other', () => {
    expect(documented.toSorted()).toEqual(Object.keys(envSchema.shape).toSorted());
  });
});
