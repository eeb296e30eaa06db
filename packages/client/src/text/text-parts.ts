import { type Address, addressOf, SCHEMES } from './address.ts';

/** A message is text and links, and nothing else: what shows it makes text nodes and `<a>`, so there is no way to HTML. */
export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

const OPENING = '([{<"\'*~«“‘（「『【《';
const CLOSING = '.,;:!?)]}>"\'*~»”’…。，、！？：；）」』】》،؛؟';
const PAIRS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
/** The shortest there is: `a@b.c`. */
const SHORTEST = 5;

/**
 * Splits a text into plain parts and links, in one pass over its words: each sign is looked at a fixed number of
 * times, since the text comes from strangers. Joined, the parts are the text again, save for links that did not show
 * where they lead.
 */
export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let plain = '';
  for (const word of text.split(/(\s)/)) {
    const found = word.length < SHORTEST ? null : linkIn(word);
    if (found === null) {
      plain += word;
      continue;
    }
    plain += found.before;
    if (plain !== '') parts.push({ kind: 'text', text: plain });
    parts.push({ kind: 'link', text: found.shown, href: found.href });
    plain = found.after;
  }
  if (plain !== '') parts.push({ kind: 'text', text: plain });
  return parts;
}

function linkIn(word: string): (Address & { before: string; after: string }) | null {
  const start = startOf(word);
  const end = endOf(word, start);
  const address = addressOf(word.slice(start, end));
  return address && { ...address, before: word.slice(0, start), after: word.slice(end) };
}

/** A scheme may follow other signs directly: `see:https://…`; without one, only opening marks are skipped. */
function startOf(word: string): number {
  const lower = word.toLowerCase();
  const schemes = SCHEMES.map((scheme) => lower.indexOf(scheme)).filter((at) => at >= 0);
  if (schemes.length > 0) return Math.min(...schemes);
  let start = 0;
  while (start < word.length && OPENING.includes(word.charAt(start))) start++;
  return start;
}

/** Closing marks end the sentence, not the address; a bracket that the address itself opened stays. */
function endOf(word: string, start: number): number {
  const balance = new Map<string, number>();
  for (let at = start; at < word.length; at++) {
    const sign = word.charAt(at);
    const opener = PAIRS[sign];
    if (opener !== undefined) balance.set(opener, (balance.get(opener) ?? 0) - 1);
    else if ('([{'.includes(sign)) balance.set(sign, (balance.get(sign) ?? 0) + 1);
  }
  let end = word.length;
  while (end > start && CLOSING.includes(word.charAt(end - 1))) {
    const opener = PAIRS[word.charAt(end - 1)];
    if (opener !== undefined) {
      const open = balance.get(opener) ?? 0;
      if (open >= 0) break;
      balance.set(opener, open + 1);
    }
    end--;
  }
  return end;
}
