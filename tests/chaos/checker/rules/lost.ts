import type { Facts, MessageFact, ReaderFact, Reading, StoredFact, StreamFact } from '../facts.ts';
import type { Findings } from '../findings.ts';

/** What was acknowledged is in the log, where it was said to be; what is in the log has reached every reader. */
export function lost(facts: Facts, findings: Findings): void {
  for (const message of facts.messages.values()) if (message.acks.length > 0) inLog(facts, findings, message);
  for (const stream of facts.streams.values())
    for (const reader of stream.readers)
      for (const reading of reader.readings) reached(facts, findings, { stream, reader, reading });
}

function inLog(facts: Facts, findings: Findings, { id, said, acks, stored }: MessageFact): void {
  // What was said while the log lost its tail may be lost; what was said later may not.
  const ack = acks.find(({ at }) => facts.weather.lossAt(at) === null) ?? acks[0];
  if (ack === undefined) return;
  const there = stored.find(({ stream }) => stream === ack.stream)?.event;
  const mayMove = facts.weather.lossAt(ack.at) !== null;
  if (there === undefined) {
    // Whoever is gone cannot offer it again.
    if (mayMove && said !== null && !stillReads(facts, ack.stream, said.client)) return;
    const again = mayMove ? ' and did not come back after the log lost its tail' : '';
    findings.add('lost', 'EL1', `${id}, acknowledged as ${ack.seq} of ${ack.stream}, is not in the log${again}`);
  } else if ((there.seq !== ack.seq || isMadeAfter(there, ack.at)) && !mayMove) {
    const anew = there.seq === ack.seq ? ' anew' : '';
    findings.add('lost', 'EL1', `${id}, acknowledged as ${ack.seq} of ${ack.stream}, is stored${anew} as ${there.seq}`);
  }
}

/** The servers' clock and the clients' are the same machine's, read in different ways. */
const CLOCKS_MS = 500;

/** Then it is not the event that was heard of at that moment, but came in its place. */
export const isMadeAfter = (event: StoredFact, at: number): boolean => event.at !== null && event.at > at + CLOCKS_MS;

const stillReads = (facts: Facts, stream: string, client: string): boolean =>
  facts.streams
    .get(stream)
    ?.readers.some((reader) => reader.client === client && reader.readings.at(-1)?.closed === null) ?? false;

interface Place {
  stream: StreamFact;
  reader: ReaderFact;
  reading: Reading;
}

function reached(facts: Facts, findings: Findings, { stream, reader, reading }: Place): void {
  const { rows, closed } = reading;
  // What it read may not be in the log any more.
  if (closed?.by === 'reset' || (closed !== null && facts.weather.lossBetween(reading.began, closed.at))) return;
  const start = reading.start ?? (rows.length > 0 ? rows.seq(0) - 1 : startless(reader));
  const end = rows.highestSeq;
  const applied = new Set<number>();
  for (let index = 0; index < rows.length; index += 1) applied.add(rows.seq(index));
  const missing = stream.stored.filter(
    (event) => event.seq > start && !applied.has(event.seq) && isShownTo(reader, event),
  );
  for (const { seq } of missing.filter((event) => event.seq < end))
    findings.add('lost', 'EL3', `${reader.id} never applied ${seq} of ${stream.name}, and went on to ${end}`);
  const [next] = missing.filter((event) => event.seq > end);
  if (closed === null && next !== undefined) {
    const head = stream.stored.at(-1)?.seq ?? 0;
    findings.add('lost', 'EL3', `${reader.id} is left behind at ${end} of ${stream.name}, which ends at ${head}`);
  }
}

/** A thread that never showed anything owes all; one who began at a head that nobody noted owes nothing. */
const startless = ({ view }: ReaderFact): number => (view === 'thread' ? 0 : Infinity);

export function isShownTo({ view, as }: ReaderFact, { only, type }: StoredFact): boolean {
  return (only === undefined || only === as) && (view === 'wire' || type === 'message');
}
