import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatter } from '@lingui/format-po';
import { generateMessageId } from '@lingui/message-utils/generateMessageId';
import { LANGUAGE_NAMES } from '../src/locale/languages.ts';
import { findWords, type FoundWords } from './find-words.ts';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));
const SPEAKS = /\bwordsOf\('/;
const po = formatter({ origins: false });
const fileOf = (language: string): string => `${SOURCE}/locale/${language}.po`;
const contextOf = (language: string) => ({ locale: language, sourceLocale: 'en', filename: fileOf(language) });

export const LANGUAGES: readonly string[] = Object.keys(LANGUAGE_NAMES);

export interface Entry {
  message: string;
  context: string;
  translation: string;
}

/** By id, which is a hash of the English and of its context. */
export type Catalogue = ReadonlyMap<string, Entry>;

/** What the app says, each text once, feature by feature in the order of the code. */
export function wordsInCode(): FoundWords[] {
  const files = globSync('**/*.{ts,tsx}', { cwd: SOURCE }).toSorted();
  const found = files
    .map((file) => ({ path: `${SOURCE}/${file}`, code: readFileSync(`${SOURCE}/${file}`, 'utf8') }))
    .filter(({ code }) => SPEAKS.test(code))
    .flatMap(({ path, code }) => findWords(path, code));
  return [...new Map(found.map((text) => [idOf(text), text])).values()];
}

export const idOf = ({ message, context }: { message: string; context: string }): string =>
  generateMessageId(message, context);

export async function parseCatalogue(text: string, language: string): Promise<Catalogue> {
  const parsed = await po.parse(text, contextOf(language));
  const entries = Object.values(parsed).map(({ message = '', context = '', translation = '' }) => ({
    message,
    context,
    translation,
  }));
  return new Map(entries.map((entry) => [idOf(entry), entry]));
}

const textOf = (language: string): string =>
  existsSync(fileOf(language)) ? readFileSync(fileOf(language), 'utf8') : headOf(language);

/** Without the usual date: a catalogue changes when its words do. */
const headOf = (language: string): string =>
  ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-8\\n"', `"Language: ${language}\\n"`].join('\n');

export const readCatalogue = (language: string): Promise<Catalogue> => parseCatalogue(textOf(language), language);

export async function writeCatalogue(language: string, entries: readonly Entry[]): Promise<void> {
  const catalog = Object.fromEntries(entries.map((entry) => [idOf(entry), entry]));
  const about = { ...contextOf(language), existing: textOf(language) };
  writeFileSync(fileOf(language), await po.serialize(catalog, about));
}
