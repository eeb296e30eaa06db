import { setupI18n } from '@lingui/core';
import { generateMessageId } from '@lingui/message-utils/generateMessageId';
import { isolate } from './isolate.ts';

/** Speaks the English of the code until `followLanguage` gives it a catalogue. */
export const i18n = setupI18n({ locale: 'en', messages: { en: {} } });

type Values = Readonly<Record<string, string | number>>;
export type Say = (message: string, values?: Values) => string;

interface FeatureWords {
  /** One sentence with values in it, in ICU's MessageFormat: `say('{name} is calling', { name })`. */
  say: Say;
  /** The words of a feature by name, each read in the language on the screen. */
  words: <T extends object>(entries: T) => T;
}

/**
 * The words of one feature. Its name is the context that catalogues keep beside each text, so that the same English may be
 * said in two ways in two features. `npm run words` finds what is handed to `say` and `words`: literals, nothing computed.
 */
export function wordsOf(feature: string): FeatureWords {
  const ids = new Map<string, string>();
  const idOf = (message: string): string => {
    const known = ids.get(message);
    if (known !== undefined) return known;
    const id: string = generateMessageId(message, feature);
    ids.set(message, id);
    return id;
  };
  const say: Say = (message, values = {}) => i18n.t(idOf(message), isolated(values), { message });
  return { say, words: (entries) => translating(entries, say) };
}

const isolated = (values: Values): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? isolate(value, i18n.locale) : value,
    ]),
  );

/** The same object to the type and to the reader, except that its texts are looked up when they are read. */
function translating<T extends object>(entries: T, say: Say): T {
  return new Proxy(entries, {
    get(target, key, receiver) {
      const entry: unknown = Reflect.get(target, key, receiver);
      if (typeof entry === 'string') return say(entry);
      return typeof entry === 'object' && entry !== null ? translating(entry, say) : entry;
    },
  });
}
