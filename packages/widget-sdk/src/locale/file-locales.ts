import type { Locale } from '../types.ts';
import type { FileWords } from './file-words.ts';

const WORDS: Record<Locale, () => Promise<{ words: FileWords }>> = {
  en: () => import('./files-en.ts'),
  de: () => import('./files-de.ts'),
  ru: () => import('./files-ru.ts'),
  es: () => import('./files-es.ts'),
  fr: () => import('./files-fr.ts'),
  ar: () => import('./files-ar.ts'),
};

export async function loadFileWords(locale: Locale): Promise<FileWords> {
  return (await WORDS[locale]()).words;
}
