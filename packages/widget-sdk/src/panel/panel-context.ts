import type { ConnectionSnapshot, Store } from '@parley/client';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { DateWords } from '../chat/dates.ts';
import type { FilesView } from '../files/files-parts.ts';
import type { Dictionary } from '../locale/dictionary.ts';
import type { TalkView } from '../talk/talk-parts.ts';
import type { Lazy } from './lazy.ts';

export interface PanelContextValue {
  words: Dictionary;
  dates: DateWords;
  /** The visitor's, such as `de-CH`: for figures. */
  languageTag: string;
  connection: Store<ConnectionSnapshot>;
  /** What shows files: loaded with the first of them. */
  files: Lazy<FilesView>;
  /** What shows quotes, edits and reactions: loaded with the first of them. */
  talk: Lazy<TalkView>;
}

export const PanelContext = createContext<PanelContextValue | null>(null);

export function usePanel(): PanelContextValue {
  const value = useContext(PanelContext);
  if (value === null) throw new Error('usePanel stands outside the panel');
  return value;
}

/** `fill('Hello {name}', { name })`; what is put in stays plain text. */
export function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
