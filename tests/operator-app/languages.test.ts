import { describe, expect, test } from 'vitest';
import { wordsOf } from '../../packages/operator-app/src/locale/words.ts';
import { localeFor, pickLanguage } from '../../packages/operator-app/src/locale/languages.ts';

describe('the language of the operator app', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [['nl', 'fr-CA', 'en'], 'fr'],
    [['pt-BR'], 'pt'],
    [['zh-TW'], 'zh'],
    [['nl'], 'en'],
    [[], 'en'],
  ])('of a browser that prefers %j is %s', (wishes, language) => {
    expect(pickLanguage(wishes)).toBe(language);
  });

  test.each([
    ['en', ['en-GB', 'en'], 'en-GB'],
    ['de', ['en-GB', 'de-AT'], 'de-AT'],
    ['de', ['en-GB'], 'de'],
    ['zh', ['zh-SG'], 'zh-SG'],
    // Another script would stand among the words like a foreign body.
    ['zh', ['zh-TW'], 'zh'],
  ] as const)('dates in %s, where the browser prefers %j, are those of %s', (language, wishes, locale) => {
    expect(localeFor(language, wishes)).toBe(locale);
  });
});

describe('a value in a sentence', () => {
  const { say, words } = wordsOf('call');
  const strings = words({
    phase: { active: 'Connected' },
    incoming: (name: string) => say('{name} is calling', { name }),
  });

  test('stands there as it is', () => {
    expect(strings.phase.active).toBe('Connected');
    expect(strings.incoming('Ada')).toBe('Ada is calling');
  });

  test('is isolated where its letters run the other way', () => {
    expect(strings.incoming('ليلى')).toBe('\u2068ليلى\u2069 is calling');
  });
});
