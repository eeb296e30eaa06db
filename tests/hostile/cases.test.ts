import { describe, expect, test } from 'vitest';
import { readRepositoryFile, repositoryFiles } from '../support/repository.ts';

/** | 42  | what                 | where it is proved                 | */
const ROW = /^\| (\d+) +\| [^|]*\| ([^|]*)\|$/gm;
/** `case 42`, `cases 44, 45 and 48`, in a string, as the names of tests are. */
const NAMED = /['"`][^'"`\n]*?\bcases? (\d+(?:(?:, | and )\d+)*)/g;
/** `access/matrix`, `here: ids`; not `docs/turn.md`, nor what is run by hand. */
const FILE = /(?:here: ([a-z-]+))|\b([a-z-]+\/[a-z-]+(?:\.[a-z]+)?)\b/g;
const CASES = 81;

const rows = [...readRepositoryFile('tests/hostile/README.md').matchAll(ROW)].map(([, number, where = '']) => ({
  number: Number(number),
  where: where.trim(),
}));
const testFiles = repositoryFiles().filter((file) => /^tests\/.*\.test\.ts$/.test(file));
const named = new Set(
  testFiles.flatMap((file) =>
    [...readRepositoryFile(file).matchAll(NAMED)].flatMap(([, numbers = '']) => numbers.split(/, | and /).map(Number)),
  ),
);

/** Those of which nothing can be tried yet. */
const waits = (where: string): boolean => where.startsWith('_missing_: ');

describe('the list of cases', () => {
  test('has each of them once, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: CASES }, (_, index) => index + 1));
  });

  test('what waits, waits for a feature that is not there yet', () => {
    const waiting = rows.filter(({ where }) => waits(where)).map(({ number, where }) => `${number} ${where}`);
    expect(waiting).toEqual(['66 _missing_: webhooks', '67 _missing_: webhooks']);
  });

  test.each(rows.filter(({ where }) => !waits(where)))('case $number has a test that names it', ({ number }) => {
    expect([...named]).toContain(number);
  });

  test.each(rows.filter(({ where }) => !waits(where)))('where case $number is proved, there is a file', ({ where }) => {
    const proofs = where.replaceAll(/\([^)]*\)/g, '').replaceAll(/_Missing_.*|docs\/\S+/g, '');
    for (const [, here, elsewhere] of proofs.matchAll(FILE)) {
      const file = here === undefined ? elsewhere : `hostile/${here}`;
      expect(testFiles.filter((each) => each.startsWith(`tests/${file}.`))).not.toEqual([]);
    }
  });
});
