/** Packets of TCP and UDP as `tcpdump -y LINUX_SLL2` writes them. */

export interface Packet {
  protocol: 'tcp' | 'udp';
  /** Does it leave this namespace, or come in? */
  leaves: boolean;
  from: string;
  fromPort: number;
  to: string;
  toPort: number;
  /** Of TCP: the number of its first byte. */
  seq: number;
  payload: Buffer;
}

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const LINK_HEADER = 20;
const OUTGOING = 4;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const IPV6_HEADER = 40;
const PROTOCOLS: Partial<Record<number, Packet['protocol']>> = { 6: 'tcp', 17: 'udp' };

/** A last packet that is not whole yet is left out. */
export function* packetsIn(file: Buffer): Generator<Packet, void, undefined> {
  let at = FILE_HEADER;
  while (at + RECORD_HEADER <= file.length) {
    const end = at + RECORD_HEADER + file.readUInt32LE(at + 8);
    if (end > file.length) return;
    const frame = file.subarray(at + RECORD_HEADER, end);
    at = end;
    const packet = packetIn(frame.subarray(LINK_HEADER), frame.readUInt16BE(0));
    if (packet !== null) yield { ...packet, leaves: frame.readUInt8(10) === OUTGOING };
  }
}

type Inner = Omit<Packet, 'leaves'>;

function packetIn(data: Buffer, type: number): Inner | null {
  if (type === IPV4) {
    const inner = data.subarray((data.readUInt8(0) & 15) * 4, data.readUInt16BE(2));
    return segment(
      data.readUInt8(9),
      inner,
      [12, 16].map((at) => [...data.subarray(at, at + 4)].join('.')),
    );
  }
  if (type !== IPV6) return null;
  const inner = data.subarray(IPV6_HEADER, IPV6_HEADER + data.readUInt16BE(4));
  return segment(
    data.readUInt8(6),
    inner,
    [8, 24].map((at) => `ipv6 ${data.toString('hex', at, at + 16)}`),
  );
}

function segment(number: number, inner: Buffer, [from = '', to = '']: string[]): Inner | null {
  const protocol = PROTOCOLS[number];
  if (protocol === undefined) return null;
  const isTcp = protocol === 'tcp';
  return {
    protocol,
    from,
    fromPort: inner.readUInt16BE(0),
    to,
    toPort: inner.readUInt16BE(2),
    seq: isTcp ? inner.readUInt32BE(4) : 0,
    payload: inner.subarray(isTcp ? (inner.readUInt8(12) >> 4) * 4 : 8),
  };
}

const SEQS = 2 ** 32;

/** What came in: each datagram, and each TCP stream in the order in which it was written, each byte once. */
export function received(packets: readonly Packet[]): { from: string; payload: Buffer }[] {
  const incoming = packets.filter(({ leaves, payload }) => !leaves && payload.length > 0);
  const datagrams = incoming.filter(({ protocol }) => protocol === 'udp');
  const streams = Map.groupBy(
    incoming.filter(({ protocol }) => protocol === 'tcp'),
    ({ from, fromPort, toPort }) => `${from} ${fromPort} ${toPort}`,
  );
  return [...datagrams, ...[...streams.values()].map(inOrder)].map(({ from, payload }) => ({ from, payload }));
}

function inOrder(packets: readonly Packet[]): Pick<Packet, 'from' | 'payload'> {
  const [first] = packets;
  if (first === undefined) throw new Error('a stream without a packet');
  const start = first.seq;
  // One that came after its successor, and begins before the first that we saw.
  const placeOf = ({ seq }: Packet): number => ((seq - start + SEQS + SEQS / 2) % SEQS) - SEQS / 2;
  const parts: Buffer[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const packet of packets.toSorted((a, b) => placeOf(a) - placeOf(b))) {
    const place = placeOf(packet);
    const fresh = packet.payload.subarray(Math.max(0, Math.min(packet.payload.length, end - place)));
    if (fresh.length > 0) parts.push(fresh);
    end = Math.max(end, place + packet.payload.length);
  }
  return { from: first.from, payload: Buffer.concat(parts) };
}
