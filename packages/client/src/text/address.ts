/** Where a link goes, and the words for it, which tell the real host. */
export interface Address {
  href: string;
  shown: string;
}

/** What a person may open. Anything else can run, read or start something where it is opened. */
export const SCHEMES = ['https://', 'http://', 'mailto:'];
/** Marks that turn the direction of what follows: an address with one of them is not what it looks like. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
/** As `URL` writes it, so in ASCII. The standard allows more signs, which make a host look like something else. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;
const LOCAL_PART = /^[\w.+-]+$/;
const DOMAIN = /^[a-z0-9.-]+$/i;

/** The address of a web page or a mailbox, or `null` for what nobody should be led to. */
export function addressOf(text: string): Address | null {
  return webAddress(text) ?? mailAddress(text);
}

/** An address of the web. One with a name before the host (`https://bank.example@evil.example`) is none. */
export function webAddress(text: string): Address | null {
  if (DIRECTION_MARKS.test(text) || !/^https?:\/\//i.test(text)) return null;
  // Browsers that make calls do not all have `URL.parse`.
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== '' || url.password !== '' || !HOST.test(url.hostname)) return null;
  // As typed, as long as that shows the host; one in look-alike letters or other disguise is shown in its true form.
  const isPlain = text.toLowerCase().startsWith(`${url.protocol}//${url.host}`);
  return { href: url.href, shown: isPlain ? text : url.href };
}

/** The mailbox alone: a subject or further recipients that a stranger chose are left out of the link. */
function mailAddress(text: string): Address | null {
  const [address = ''] = text.replace(/^mailto:/i, '').split('?', 1);
  return isMailbox(address) ? { href: `mailto:${address}`, shown: text } : null;
}

function isMailbox(text: string): boolean {
  const at = text.indexOf('@');
  if (at < 1) return false;
  const domain = text.slice(at + 1);
  const dot = domain.indexOf('.', 1);
  const isDotted = dot > 0 && dot < domain.length - 1;
  return isDotted && LOCAL_PART.test(text.slice(0, at)) && DOMAIN.test(domain);
}
