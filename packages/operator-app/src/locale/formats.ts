import { i18n } from './words.ts';

/** Of the language on the screen, with the reader's region. */
export const locale = (): string => String(i18n.locales ?? i18n.locale);

/** A formatter that follows the language: made once for each, when it is first asked for. */
export function inLocale<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    const tag = locale();
    const known = made.get(tag);
    if (known !== undefined) return known;
    const fresh = make(tag);
    made.set(tag, fresh);
    return fresh;
  };
}

const numbers = inLocale((tag) => new Intl.NumberFormat(tag));
const percents = inLocale((tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 }));
const conjunctions = inLocale((tag) => new Intl.ListFormat(tag, { type: 'conjunction' }));
const rows = inLocale((tag) => new Intl.ListFormat(tag, { type: 'unit', style: 'short' }));

export const numberWords = (value: number): string => numbers().format(value);
/** `share` is of one: 0.25 is 25 %. */
export const percentWords = (share: number): string => percents().format(share);
/** `Ada, Grace and Alan` */
export const namesInWords = (names: readonly string[]): string => conjunctions().format(names);
/** `Photo, Photo, It would stand here.` */
export const oneAfterTheOther = (things: readonly string[]): string => rows().format(things);
