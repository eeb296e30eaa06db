import { pickLocale } from '../locale/pick-locale.ts';
import type { Locale, Theme, WidgetOptions } from '../types.ts';
import { onAccent, parseHex } from './accent.ts';

/** The options with every default settled. */
export interface Settings {
  serverUrl: string;
  projectKey: string;
  locale: Locale;
  /** The whole tag, for dates: `de-CH` keeps its own. */
  languageTag: string;
  direction: 'ltr' | 'rtl';
  theme: Theme;
  accent: { color: string; on: string } | null;
  position: 'end' | 'start';
  nonce: string | null;
  zIndex: number;
  attributes: Record<string, string | number | boolean> | null;
  launcher: boolean;
  /** Anything but `true` is no consent: sites are not all typed. */
  consent: () => unknown;
}

/** Just under the largest z-index there is, so that a site can still put something on top. */
const Z_INDEX = 2_147_483_000;

/** @throws TypeError with words for the developer; a widget with half its settings helps nobody. */
export function settle(options: WidgetOptions): Settings {
  const server = URL.canParse(options.serverUrl) ? new URL(options.serverUrl) : null;
  if (server === null || !/^https?:$/.test(server.protocol)) {
    throw new TypeError('Parley: serverUrl must be an http(s) address, such as https://chat.example.com');
  }
  if (options.projectKey === '') throw new TypeError('Parley: projectKey is missing');

  const languageTag = options.locale || document.documentElement.lang || navigator.language;
  const locale = pickLocale(languageTag);
  return {
    serverUrl: server.origin,
    projectKey: options.projectKey,
    locale,
    languageTag: languageTag.toLowerCase().startsWith(locale) ? languageTag : locale,
    direction: locale === 'ar' ? 'rtl' : 'ltr',
    theme: options.theme ?? 'auto',
    accent: options.color === undefined ? null : accentOf(options.color),
    position: options.position ?? 'end',
    nonce: options.nonce ?? null,
    zIndex: options.zIndex ?? Z_INDEX,
    attributes: options.attributes ?? null,
    launcher: options.launcher ?? true,
    consent: options.consent ?? (() => true),
  };
}

function accentOf(color: string): { color: string; on: string } {
  const rgb = parseHex(color);
  if (rgb === null) throw new TypeError(`Parley: color must be #rgb or #rrggbb, not ${color}`);
  return { color, on: onAccent(rgb) };
}
