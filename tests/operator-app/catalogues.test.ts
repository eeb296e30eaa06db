import { describe, expect, test } from 'vitest';
import { LANGUAGES, idOf, readCatalogue, wordsInCode } from '../../packages/operator-app/words/catalogue.ts';
import { findWords } from '../../packages/operator-app/words/find-words.ts';
import { factsOf } from '../../packages/operator-app/words/message-facts.ts';

const said = wordsInCode();

describe.each(LANGUAGES)('the catalogue “%s”', async (language) => {
  const catalogue = await readCatalogue(language);
  const entries = [...catalogue.values()];
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();

  test('has what the code says, and nothing else', () => {
    expect([...catalogue.keys()].toSorted()).toEqual(said.map(idOf).toSorted());
  });

  test('has words for all of it', () => {
    expect(entries.filter(({ translation }) => translation === '')).toEqual([]);
  });

  test('has the values of the English in their places', () => {
    const lost = entries.filter(
      ({ message, translation }) => String(factsOf(translation).values) !== String(factsOf(message).values),
    );
    expect(lost).toEqual([]);
  });

  test('has every plural form that the language has, and no other', () => {
    const odd = entries.filter(({ translation }) =>
      factsOf(translation).plurals.some((plural) => String(plural) !== String(forms)),
    );
    expect(odd).toEqual([]);
  });

  test('has as many plurals as the English', () => {
    const odd = entries.filter(
      ({ message, translation }) => factsOf(translation).plurals.length !== factsOf(message).plurals.length,
    );
    expect(odd).toEqual([]);
  });

  test('has no straight apostrophe, which would make values into text', () => {
    expect(entries.filter(({ translation }) => translation.includes("'"))).toEqual([]);
  });
});

describe('what the code says', () => {
  test('gets the values that it names', () => {
    const odd = said.filter(({ message, values }) => String(factsOf(message).values) !== String(values.toSorted()));
    expect(odd).toEqual([]);
  });

  const CODE = {
    'a text that is put together': "words({ title: 'Call ' + 'ended' })",
    'a text from elsewhere': 'words({ title })',
    'a text that a function keeps to itself': "words({ title: (name) => (name ? say('Call') : 'No call') })",
    'values without a name': "say('{name} is calling', rest)",
  };
  test.each(Object.entries(CODE))('%s is refused, not forgotten', (_what, code) => {
    expect(() => findWords('strings.ts', `const { say, words } = wordsOf('call');\n${code};\n`)).toThrow('strings.ts');
  });
});
