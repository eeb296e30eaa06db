/** What may be handed to the system: a page or a mailbox. Every other scheme starts some program with a stranger's words. */
const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** Longer than any address that a person would want to open. */
const LONGEST = 8_192;

/** The address in its canonical form, which holds neither spaces nor quotes, or `null`. */
export function addressForOutside(text: string): string | null {
  const url = text.length <= LONGEST ? URL.parse(text) : null;
  return url !== null && SCHEMES.has(url.protocol) ? url.href : null;
}
