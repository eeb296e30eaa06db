import type { Locale } from '../types.ts';
import type { TalkWords } from './talk-words.ts';

const WORDS: Record<Locale, () => Promise<{ words: TalkWords }>> = {
  en: () => import('./talk-en.ts'),
  de: () => import('./talk-de.ts'),
  ru: () => import('./talk-ru.ts'),
  es: () => import('./talk-es.ts'),
  fr: () => import('./talk-fr.ts'),
  ar: () => import('./talk-ar.ts'),
};

export async function loadTalkWords(locale: Locale): Promise<TalkWords> {
  return (await WORDS[locale]()).words;
}
