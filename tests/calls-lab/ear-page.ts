/** What a page has received since it was loaded, over all of its peer connections. */
export interface Heard {
  packets: number;
  /** Grows with every sound that was played; Chromium leaves it alone while nobody plays the track. */
  energy: number;
  /** Of video that were decoded. */
  frames: number;
  /** Of the first and the newest packet, in ms since the epoch. */
  firstAt: number | null;
  lastAt: number | null;
  /** From the last packet before to the first one after, in ms since the epoch. */
  silences: [from: number, to: number][];
  /** How the newest connection goes: `local–remote`. */
  way: string | null;
  /** What became of the connections, and when. */
  story: [at: number, what: string][];
}

type Counter = 'packets' | 'energy' | 'frames';

/** Of one connection. */
type Seen = Record<Counter, number> & { state: string };

/** Runs in the page, beside `keepPeerConnections` of tests/e2e/two-pages.ts. */
export function keepHearing(): void {
  /** getStats() answers from its memory more often than that. */
  const LOOK_MS = 50;
  /** Ten packets; a lost one or two are no silence. */
  const SILENCE_MS = 200;
  const heard: Heard = {
    packets: 0,
    energy: 0,
    frames: 0,
    firstAt: null,
    lastAt: null,
    silences: [],
    way: null,
    story: [],
  };
  Reflect.set(globalThis, 'heard', heard);
  const known = new Map<RTCPeerConnection, Seen>();

  const lookAt = async (connection: RTCPeerConnection, name: number): Promise<void> => {
    const before = known.get(connection) ?? { packets: 0, energy: 0, frames: 0, state: 'new' };
    known.set(connection, before);
    if (before.state !== connection.connectionState) {
      before.state = connection.connectionState;
      heard.story.push([Date.now(), `#${name} ${before.state}`]);
    }
    if (connection.connectionState === 'closed') return;
    const rows = new Map<string, Record<string, unknown>>();
    (await connection.getStats()).forEach((row) => rows.set(row.id, row));
    for (const row of rows.values()) {
      if (row['type'] === 'inbound-rtp' && row['kind'] === 'audio') listenTo(row, before);
      if (row['type'] === 'inbound-rtp' && row['kind'] === 'video') grow(row, before, 'frames', 'framesDecoded');
      if (row['type'] === 'transport') heard.way = wayOf(rows, row) ?? heard.way;
    }
  };

  const grow = (row: Record<string, unknown>, before: Seen, what: Counter, name: string): number => {
    const by = Number(row[name] ?? 0) - before[what];
    before[what] += by;
    heard[what] += by;
    return by;
  };

  const listenTo = (row: Record<string, unknown>, before: Seen): void => {
    const packets = grow(row, before, 'packets', 'packetsReceived');
    grow(row, before, 'energy', 'totalAudioEnergy');
    if (packets <= 0) return;
    const now = Date.now();
    if (heard.lastAt !== null && now - heard.lastAt > SILENCE_MS) heard.silences.push([heard.lastAt, now]);
    heard.firstAt ??= now;
    heard.lastAt = now;
  };

  const wayOf = (rows: Map<string, Record<string, unknown>>, transport: Record<string, unknown>): string | null => {
    const pair = rows.get(String(transport['selectedCandidatePairId']));
    const ends = [pair?.['localCandidateId'], pair?.['remoteCandidateId']].map((id) => rows.get(String(id)));
    if (ends.includes(undefined)) return null;
    return ends.map((end) => [end?.['candidateType'], end?.['relayProtocol']].filter(Boolean).join('/')).join('–');
  };

  const look = async (): Promise<void> => {
    const kept: RTCPeerConnection[] = Reflect.get(globalThis, 'keptPeerConnections') ?? [];
    for (const [index, connection] of kept.entries()) await lookAt(connection, index + 1);
    setTimeout(() => void look(), LOOK_MS);
  };
  void look();
}
