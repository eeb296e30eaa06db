import type { Dictionary } from '../locale/dictionary.ts';
import type { Locale } from '../types.ts';
import type { Chunks } from './chunks.ts';

const WORDS: Record<Locale, () => Promise<Dictionary>> = {
  en: async () => (await import('../locale/en.ts')).words,
  de: async () => (await import('../locale/de.ts')).words,
  ru: async () => (await import('../locale/ru.ts')).words,
  es: async () => (await import('../locale/es.ts')).words,
  fr: async () => (await import('../locale/fr.ts')).words,
  ar: async () => (await import('../locale/ar.ts')).words,
};

export const bundledChunks: Chunks = {
  panel: () => import('../panel/start-panel.ts'),
  words: (locale) => WORDS[locale](),
};
