export interface TextPart {
  text: string;
  /** Absent: plain text. Always http, https or mailto. */
  href?: string;
}

const SCHEMES = new Set(['http:', 'https:', 'mailto:']);
const LOOKS_LIKE_LINK = /^(https?:\/\/|mailto:)./i;
/** Signs that end a sentence, or close what was opened before the link. */
const TRAILING = new Set('.,;:!?\'">]}*_~');

/**
 * Splits a message into text and links, in one pass over its words: no expression here can backtrack
 * over more than one word. The parts joined are the text again, sign by sign.
 */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let plain = '';
  for (const word of text.split(/(\s+)/)) {
    const start = linkStart(word);
    const link = start === -1 ? '' : trimEnd(word.slice(start));
    const href = link === '' ? null : safeHref(link);
    if (href === null) {
      plain += word;
      continue;
    }
    plain += word.slice(0, start);
    if (plain !== '') parts.push({ text: plain });
    parts.push({ text: link, href });
    plain = word.slice(start + link.length);
  }
  if (plain !== '') parts.push({ text: plain });
  return parts;
}

/** Skips opening brackets and quotes: `(https://…`. */
function linkStart(word: string): number {
  const start = word.search(/[^([{<'"*_~]/);
  return start !== -1 && LOOKS_LIKE_LINK.test(word.slice(start)) ? start : -1;
}

function trimEnd(link: string): string {
  let end = link.length;
  // A closing bracket belongs to the link only when the link opened it: …/Parley_(game)
  let open = 0;
  for (const sign of link) open += sign === '(' ? 1 : sign === ')' ? -1 : 0;
  for (; end > 0; end--) {
    const last = link[end - 1] ?? '';
    if (last === ')' && open < 0) open++;
    else if (!TRAILING.has(last)) break;
  }
  return link.slice(0, end);
}

/** The address to open, or `null` when it is not one that we open. */
export function safeHref(address: string): string | null {
  const url = URL.parse(address);
  return url !== null && SCHEMES.has(url.protocol) ? url.href : null;
}
