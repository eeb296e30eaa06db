import { LIMITS } from '@parley/api/contract/wire';

export interface Person {
  id: string;
  name: string;
}

export interface MentionPart {
  text: string;
  /** Whom it calls; of one name there may be several. Empty: nobody. */
  ids: readonly string[];
}

const GOES_ON = /^[\p{L}\p{N}]/u;

/** A note's text, cut where an `@` is followed by somebody's whole name. What is written decides, so that a draft needs nothing else. */
export function mentionParts(text: string, people: readonly Person[]): MentionPart[] {
  const byName = Map.groupBy(people, ({ name }) => name);
  const names = [...byName.keys()].toSorted((a, b) => b.length - a.length);
  const parts: MentionPart[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const name = names.find((each) => text.startsWith(each, at + 1) && !GOES_ON.test(text.slice(at + 1 + each.length)));
    if (name === undefined) continue;
    const end = at + 1 + name.length;
    parts.push({ text: text.slice(from, at), ids: [] });
    parts.push({ text: text.slice(at, end), ids: (byName.get(name) ?? []).map(({ id }) => id) });
    from = end;
  }
  parts.push({ text: text.slice(from), ids: [] });
  return parts.filter((part) => part.text !== '');
}

export function mentionedIn(text: string, people: readonly Person[]): string[] {
  const ids = new Set(mentionParts(text, people).flatMap((part) => part.ids));
  return [...ids].slice(0, LIMITS.mentionsPerNote);
}
