import { Failure } from './failure.ts';

const THIS_MACHINE = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * The origin of what somebody typed, a link held or a page asked for: `chat.example.com` is enough.
 * @throws Failure when it is no address of a server
 */
export function readServerAddress(text: string): string {
  const typed = text.trim();
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol) || url.username + url.password !== '') {
    throw new Failure(`Not the address of a server: ${typed}`);
  }
  if (url.protocol === 'http:' && !THIS_MACHINE.test(url.hostname)) {
    throw new Failure(`${url.origin} is not encrypted: a browser allows no calls there. Use https.`);
  }
  return url.origin;
}
