import type { Locale } from '../types.ts';
import type { CheckWords } from './check-words.ts';

const WORDS: Record<Locale, () => Promise<{ words: CheckWords }>> = {
  en: () => import('./check-en.ts'),
  de: () => import('./check-de.ts'),
  ru: () => import('./check-ru.ts'),
  es: () => import('./check-es.ts'),
  fr: () => import('./check-fr.ts'),
  ar: () => import('./check-ar.ts'),
};

export async function loadCheckWords(locale: Locale): Promise<CheckWords> {
  return (await WORDS[locale]()).words;
}
