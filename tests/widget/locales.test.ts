import { describe, expect, test } from 'vitest';
import { words as arFiles } from '../../packages/widget-sdk/src/locale/files-ar.ts';
import { words as ar } from '../../packages/widget-sdk/src/locale/ar.ts';
import { words as deFiles } from '../../packages/widget-sdk/src/locale/files-de.ts';
import { words as de } from '../../packages/widget-sdk/src/locale/de.ts';
import { words as enFiles } from '../../packages/widget-sdk/src/locale/files-en.ts';
import { words as en } from '../../packages/widget-sdk/src/locale/en.ts';
import { words as esFiles } from '../../packages/widget-sdk/src/locale/files-es.ts';
import { words as es } from '../../packages/widget-sdk/src/locale/es.ts';
import { words as frFiles } from '../../packages/widget-sdk/src/locale/files-fr.ts';
import { words as fr } from '../../packages/widget-sdk/src/locale/fr.ts';
import { pickLocale } from '../../packages/widget-sdk/src/locale/pick-locale.ts';
import { words as ruFiles } from '../../packages/widget-sdk/src/locale/files-ru.ts';
import { words as ru } from '../../packages/widget-sdk/src/locale/ru.ts';

/** `chat.typing` → `{name}`, for every line of a dictionary. */
function blanks(value: unknown, path = ''): [string, string[]][] {
  if (typeof value === 'string') return [[path, (value.match(/\{\w+\}/g) ?? []).toSorted()]];
  return Object.entries(value ?? {}).flatMap(([key, inner]) => blanks(inner, `${path}.${key}`));
}

describe.each(Object.entries({ ar, de, es, fr, ru }))('the words in %s', (_, words) => {
  test('have the same blanks to fill in as the English ones, and none is empty', () => {
    expect(blanks(words)).toEqual(blanks(en));
    expect(JSON.stringify(words)).not.toContain('""');
  });
});

test.each(Object.entries({ arFiles, deFiles, esFiles, frFiles, ruFiles }))(
  'the words of %s have the same blanks as the English ones, and none is empty',
  (_, words) => {
    expect(blanks(words)).toEqual(blanks(enFiles));
    expect(JSON.stringify(words)).not.toContain('""');
  },
);

test.each([
  ['de-CH', 'de'],
  ['AR', 'ar'],
  ['pt-BR', 'en'],
  ['', 'en'],
  ['constructor', 'en'],
])('%s is spoken to in %s', (tag, locale) => {
  expect(pickLocale(tag)).toBe(locale);
});
