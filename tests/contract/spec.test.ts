import { describe, expect, test } from 'vitest';
import { readRepositoryFile, repositoryFiles } from '../support/repository.ts';

/** `**EL3** Any reader …` at the start of a paragraph. */
const RULE = /^\*\*([A-Z]{2}\d+)\*\* /gm;
/** A string with ids in it, as the names of tests and suites are: `'[EL3] a reader …'`. */
const NAME = /(['"`])(?:(?!\1)[^\n])*?\[[A-Z]{2}\d+\](?:(?!\1)[^\n])*\1/g;
const ID = /\[([A-Z]{2}\d+)\]/g;

const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, id]) => id ?? '');

const rules = found(readRepositoryFile('SPEC.md'), RULE);
const tests = repositoryFiles()
  .filter((file) => /\.test\.tsx?$/.test(file) && file !== 'tests/contract/spec.test.ts')
  .map((file) => {
    const names = [...readRepositoryFile(file).matchAll(NAME)].map(([name]) => name);
    return { file, ids: found(names.join(), ID) };
  });
const tested = new Set(tests.flatMap((file) => file.ids));

describe('SPEC.md and the tests agree', () => {
  test('rules are there, each once', () => {
    expect(rules.length).toBeGreaterThan(0);
    expect(rules).toEqual([...new Set(rules)]);
  });

  test.each(rules)('rule %s has a test', (rule) => {
    expect(tested).toContain(rule);
  });

  test('every id in the name of a test is a rule', () => {
    const unknown = tests.flatMap((file) =>
      file.ids.filter((id) => !rules.includes(id)).map((id) => `${file.file}: [${id}]`),
    );
    expect(unknown).toEqual([]);
  });
});
