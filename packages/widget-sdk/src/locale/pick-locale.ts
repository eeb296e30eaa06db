import type { Locale } from '../types.ts';

const LOCALES: Record<Locale, true> = { en: true, de: true, ru: true, es: true, fr: true, ar: true };

function isLocale(value: string): value is Locale {
  return Object.hasOwn(LOCALES, value);
}

/** `de-CH` → `de`; a language that we don't speak → English. */
export function pickLocale(tag: string): Locale {
  const language = tag.split('-')[0]?.toLowerCase() ?? '';
  return isLocale(language) ? language : 'en';
}
