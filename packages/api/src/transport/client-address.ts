import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { Logger } from 'pino';

/** The proxies whose word is believed, as addresses or CIDR ranges. */
export function trustedProxies(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

/** `::ffff:10.0.0.1` is 10.0.0.1 on a socket that listens for both families. */
function canonical(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}

/**
 * Who is at the other end. `X-Forwarded-For` counts only from a trusted proxy, and is read from the right: each
 * trusted hop vouches for the one before it, and what stands left of the first stranger is his own invention.
 */
function clientAddress(req: IncomingMessage, proxies: BlockList): string {
  const isTrusted = (address: string): boolean => proxies.check(address, familyOf(address));
  let address = canonical(req.socket.remoteAddress ?? '');
  const header = req.headers['x-forwarded-for'];
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((hop) => canonical(hop.trim()));
  while (isIP(address) !== 0 && isTrusted(address)) {
    const hop = hops.pop();
    if (hop === undefined || isIP(hop) === 0) break;
    address = hop;
  }
  return address;
}

/** Where proxies of one's own are. */
const PRIVATE = trustedProxies([
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'],
  ...['::1', 'fc00::/7', 'fe80::/10'],
]);

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

export interface Whereabouts {
  address: string;
  /** Whom limits count: null for somebody whom we can't tell from others. */
  network: string | null;
}

/**
 * Whence requests come. A proxy that nobody has told us of makes one address of all the world: a limit would shut it
 * out. So while no proxy is configured, whoever comes from a private address with an `X-Forwarded-For` is not
 * counted, and the log says what to do. From the internet nobody has a private address.
 */
export class ClientNetworks {
  readonly #proxies: BlockList;
  readonly #isConfigured: boolean;
  readonly #log: Logger;
  #hasWarned = false;

  constructor(ranges: readonly string[], log: Logger) {
    this.#proxies = trustedProxies(ranges);
    this.#isConfigured = ranges.length > 0;
    this.#log = log;
  }

  of(req: IncomingMessage): Whereabouts {
    const address = clientAddress(req, this.#proxies);
    return { address, network: this.#isUntold(req, address) ? null : networkOf(address) };
  }

  #isUntold(req: IncomingMessage, address: string): boolean {
    if (this.#isConfigured || req.headers['x-forwarded-for'] === undefined) return false;
    if (isIP(address) === 0 || !PRIVATE.check(address, familyOf(address))) return false;
    if (!this.#hasWarned)
      this.#log.warn('X-Forwarded-For from a proxy that is not in TRUSTED_PROXIES: no limit by address holds');
    this.#hasWarned = true;
    return true;
  }
}

/** Who is counted: an IPv4 address, or the /64 that one home or one machine has of IPv6, however it is written. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [unscoped = ''] = address.split('%');
  // A URL writes an address in one way: small hexadecimal digits, and `::` for the longest run of zeros.
  const [head = '', tail = ''] = new URL(`http://[${unscoped}]`).hostname.slice(1, -1).split('::');
  const [first, last] = [head, tail].map((half) => half.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(8 - (first?.length ?? 0) - (last?.length ?? 0)).fill('0');
  return [...(first ?? []), ...zeros, ...(last ?? [])].slice(0, 4).join(':');
}
