/** Each by its own name: who looks for a language may read no other. */
export const LANGUAGE_NAMES = {
  en: 'English',
  ar: 'العربية',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  ja: '日本語',
  pt: 'Português',
  ru: 'Русский',
  tr: 'Türkçe',
  zh: '简体中文',
} as const;

export type Language = keyof typeof LANGUAGE_NAMES;

export const isLanguage = (code: string): code is Language => Object.hasOwn(LANGUAGE_NAMES, code);

/** The first wish that can be met, English if none can. `wishes` are the browser's: BCP 47 tags, the dearest first. */
export function pickLanguage(wishes: readonly string[]): Language {
  return wishes.map((tag) => new Intl.Locale(tag).language).find(isLanguage) ?? 'en';
}

/**
 * How dates and numbers are written: as in the reader's region where his browser names one (`en-GB`, `de-AT`), unless
 * that region writes the language in another script.
 */
export function localeFor(language: Language, wishes: readonly string[]): string {
  const { script } = new Intl.Locale(language).maximize();
  const fits = (tag: string) => {
    const wish = new Intl.Locale(tag).maximize();
    return wish.language === language && wish.script === script;
  };
  return wishes.find(fits) ?? language;
}

export const directionOf = (language: Language): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');
