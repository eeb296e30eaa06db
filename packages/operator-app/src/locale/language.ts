import type { Messages } from '@lingui/core';
import { announce } from '../lib/announcer.ts';
import { createPreference } from '../lib/preference.ts';
import { createValueStore } from '../lib/value-store.ts';
import { messages as english } from './en.po';
import { directionOf, isLanguage, type Language, localeFor, pickLanguage } from './languages.ts';
import { i18n, wordsOf } from './words.ts';

const { words } = wordsOf('language');

export const languageStrings = words({
  label: 'Language',
  browser: 'Like the browser',
  failed: 'This language could not be loaded. Check your connection, and choose it again.',
});

export const LANGUAGE_CHOICES = ['browser', 'en', 'ar', 'de', 'es', 'fr', 'ja', 'pt', 'ru', 'tr', 'zh'] as const;
export const languagePreference = createPreference('parley.language', LANGUAGE_CHOICES);

/** The one on the screen; the chosen one comes with its catalogue. */
export const language = createValueStore<Language>('en');

/** English is in the app itself: it is there when another cannot be had. */
const CATALOGUES: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => Promise.resolve({ messages: english }),
  ar: () => import('./ar.po'),
  de: () => import('./de.po'),
  es: () => import('./es.po'),
  fr: () => import('./fr.po'),
  ja: () => import('./ja.po'),
  pt: () => import('./pt.po'),
  ru: () => import('./ru.po'),
  tr: () => import('./tr.po'),
  zh: () => import('./zh.po'),
};

function wantedLanguage(): Language {
  const choice = languagePreference.getSnapshot();
  return isLanguage(choice) ? choice : pickLanguage(navigator.languages);
}

/** Brings the words of the wanted language to the screen, now and whenever another is chosen. */
export async function followLanguage(root: HTMLElement): Promise<void> {
  const show = (shown: Language, messages: Messages) => {
    const locales = localeFor(shown, navigator.languages);
    i18n.loadAndActivate({ locale: shown, locales, messages });
    root.lang = locales;
    root.dir = directionOf(shown);
    language.set(shown);
  };
  const follow = async () => {
    const wanted = wantedLanguage();
    try {
      const { messages } = await CATALOGUES[wanted]();
      // Meanwhile another may have been chosen, and come first.
      if (wanted === wantedLanguage()) show(wanted, messages);
    } catch {
      announce(languageStrings.failed, 'error');
    }
  };
  show('en', english);
  languagePreference.subscribe(() => void follow());
  window.addEventListener('languagechange', () => void follow());
  await follow();
}
