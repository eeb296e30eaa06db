import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

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
export function clientAddress(req: IncomingMessage, proxies: BlockList): string {
  const isTrusted = (address: string): boolean => proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
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
