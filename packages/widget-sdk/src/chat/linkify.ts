/**
 * Finds web and mail addresses in plain text. One pass over words, no regular expression that can backtrack:
 * the text comes from strangers and is up to 4,000 characters long.
 */
export type Piece = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

const SCHEMES = ['https://', 'http://', 'mailto:'];
const OPENING = '([{<"\'«“‘';
const CLOSING = '.,;:!?)]}>"\'»”’…';
const PAIRS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
/** Marks that turn the direction of what follows: an address with one of them is not what it looks like. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  for (const part of text.split(/(\s)/)) {
    const found = part.length < 4 ? null : linkIn(part);
    if (found === null) {
      plain += part;
      continue;
    }
    plain += found.before;
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    pieces.push({ kind: 'link', text: found.text, href: found.href });
    plain = found.after;
  }
  if (plain !== '') pieces.push({ kind: 'text', text: plain });
  return pieces;
}

function linkIn(word: string): { before: string; text: string; href: string; after: string } | null {
  const start = startOf(word);
  const end = endOf(word, start);
  const candidate = word.slice(start, end);
  const href = hrefOf(candidate);
  if (href === null) return null;
  return { before: word.slice(0, start), text: shownAs(candidate, href), href, after: word.slice(end) };
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

function hrefOf(candidate: string): string | null {
  if (DIRECTION_MARKS.test(candidate)) return null;
  const address = isMailAddress(candidate) ? `mailto:${candidate}` : candidate;
  const lower = address.toLowerCase();
  if (!SCHEMES.some((scheme) => lower.startsWith(scheme))) return null;
  const url = URL.parse(address);
  if (url === null) return null;
  if (url.protocol === 'mailto:') return isMailAddress(url.pathname) ? url.href : null;
  // `https://bank.example@evil.example` shows one host and goes to another.
  const isPlainWeb = url.hostname !== '' && url.username === '' && url.password === '';
  return isPlainWeb ? url.href : null;
}

function isMailAddress(text: string): boolean {
  const at = text.indexOf('@');
  if (at < 1 || at !== text.lastIndexOf('@')) return false;
  const dot = text.indexOf('.', at + 2);
  return (
    dot > 0 &&
    dot < text.length - 1 &&
    /^[\w.+-]+$/.test(text.slice(0, at)) &&
    /^[a-z0-9.-]+$/i.test(text.slice(at + 1))
  );
}

/** As typed, as long as that shows the real host; a look-alike host in other letters is shown in its true form. */
function shownAs(candidate: string, href: string): string {
  const url = new URL(href);
  if (url.protocol === 'mailto:') return candidate;
  return candidate.toLowerCase().startsWith(`${url.protocol}//${url.host}`) ? candidate : href;
}
