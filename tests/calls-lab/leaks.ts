import { addressesOf, SITE_ADDRESS, TURN_ADDRESS, type Client } from './network.ts';
import { received, type Packet } from './packets.ts';

/** What a browser was told and shown of where the other one is, by its own packets. */
export interface Leaks {
  /** Addresses of the other side in what came in, and from whom. */
  told: string[];
  /** Who else than the site and the relay sent it something, or was sent something. */
  met: string[];
  /** Was there anything to read? Relays' candidates stand in the signals of every call. */
  readable: boolean;
}

const KNOWN: readonly string[] = [SITE_ADDRESS, TURN_ADDRESS];
/** Chromium's stand-in for a private address. */
const MDNS = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.local/gi;
const RELAYS_CANDIDATE = new RegExp(`candidate:[^"]*${TURN_ADDRESS.replaceAll('.', '\\.')} \\d+ typ relay`);
/** In each message of STUN and TURN; addresses in them are four bytes, XORed with it. */
const STUN_COOKIE = Buffer.from([0x21, 0x12, 0xa4, 0x42]);

/** The sockets inside the lab are plain, so signals can be read; what media says is encrypted, and STUN is not. */
export function leaksTo(client: Client, packets: readonly Packet[]): Leaks {
  const others = addressesOf(client === 'visitor' ? 'operator' : 'visitor');
  const own = addressesOf(client);
  const told = new Set<string>();
  let readable = false;
  for (const { from, payload } of received(packets)) {
    const text = payload.toString('latin1');
    readable ||= RELAYS_CANDIDATE.test(text);
    for (const name of namesIn(text, payload, others)) told.add(`${name}, by ${from}`);
  }
  const ends = packets.map(({ leaves, from, fromPort, to, toPort }) =>
    leaves ? { address: to, port: toPort } : { address: from, port: fromPort },
  );
  const strangers = ends
    .filter(({ address }) => !KNOWN.includes(address) && !own.includes(address))
    .map(({ address, port }) => `${address}:${port}`);
  return { told: [...told], met: [...new Set(strangers)], readable };
}

function namesIn(text: string, bytes: Buffer, addresses: readonly string[]): string[] {
  const written = addresses.filter((each) => new RegExp(`(?<![\\d.])${each.replaceAll('.', '\\.')}(?!\\d)`).test(text));
  const packed = bytes.includes(STUN_COOKIE) ? addresses.filter((each) => bytes.includes(xored(each))) : [];
  return [...written, ...packed.map((each) => `${each} in STUN`), ...(text.match(MDNS) ?? [])];
}

function xored(address: string): Buffer {
  return Buffer.from(address.split('.').map((part, i) => Number(part) ^ (STUN_COOKIE[i] ?? 0)));
}
