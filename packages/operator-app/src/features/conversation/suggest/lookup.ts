import type { CannedReplyView } from '@parley/api/contract/talk-views';
import { type CannedNames, fillCanned } from '@parley/client';
import { wordsIn } from '../../../lib/words-in.ts';
import type { DraftKind } from '../use-draft.ts';
import type { Person } from './mention-parts.ts';

/** A part of what is being written that looks for something. */
export interface Lookup {
  query: string;
  from: number;
  to: number;
}

export interface Suggestion {
  id: string;
  title: string;
  detail: string;
  /** Takes the place of what was typed to find it. */
  text: string;
}

/** A slash that a reply begins with, and an `@` that begins a word of a note, up to the caret. */
export function lookupIn(kind: DraftKind, text: string, caret: number): Lookup | null {
  const before = text.slice(0, caret);
  const query = (kind === 'reply' ? /^\/(\S*)$/u : /(?:^|\s)@([^\s@]*)$/u).exec(before)?.[1];
  return query === undefined ? null : { query, from: caret - query.length - 1, to: caret };
}

/** More would only be scrolled by; another letter finds them. */
const MOST = 20;

export function findCanned(query: string, replies: readonly CannedReplyView[], names: CannedNames): Suggestion[] {
  const fits = wordsIn(query);
  return replies
    .filter(({ shortcut, text }) => fits(`${shortcut}\n${text}`))
    .toSorted((a, b) => Number(b.shortcut.startsWith(query)) - Number(a.shortcut.startsWith(query)))
    .slice(0, MOST)
    .map(({ id, shortcut, text }) => {
      const filled = fillCanned(text, names);
      return { id, title: `/${shortcut}`, detail: filled, text: filled };
    });
}

export function findPeople(query: string, people: readonly Person[]): Suggestion[] {
  const fits = wordsIn(query);
  return people
    .filter(({ name }) => fits(name))
    .slice(0, MOST)
    .map(({ id, name }) => ({ id, title: name, detail: '', text: `@${name} ` }));
}
