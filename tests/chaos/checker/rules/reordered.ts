import type { Facts, MessageFact, Reading, StoredFact } from '../facts.ts';
import type { Findings } from '../findings.ts';
import type { Rows } from '../rows.ts';
import { isMadeAfter } from './lost.ts';

/** Readers apply in order of seq, and what one client wrote into one stream is stored as it was written. */
export function reordered(facts: Facts, findings: Findings): void {
  for (const stream of facts.streams.values())
    for (const reader of stream.readers)
      for (const reading of reader.readings) backwards(findings, `${reader.id} of ${stream.name}`, reading);
  for (const [lane, messages] of lanes(facts)) asWritten(findings, lane, messages);
}

/** The same event again is doubled, another one at the same seq divergent: neither is a matter of order. */
function backwards(findings: Findings, who: string, { rows }: Reading): void {
  const seen = new Set<number>();
  let highest = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const seq = rows.seq(index);
    if (seq < highest && !seen.has(seq)) findings.add('reordered', 'EL3', `${who} applied ${seq} after ${highest}`);
    seen.add(seq);
    highest = Math.max(highest, seq);
  }
}

interface Written {
  nth: number;
  seq: number;
  id: string;
}

function lanes(facts: Facts): Map<string, Written[]> {
  const found = new Map<string, Written[]>();
  const seen = sights(facts);
  for (const message of facts.messages.values()) {
    const { id, said, stored, refused } = message;
    const there = stored.find(({ stream }) => stream === said?.stream);
    if (said === null || there === undefined || refused || isOfferedAgain(facts, message, there.event, seen)) continue;
    const lane = `${said.client} in ${said.stream}`;
    const written = found.get(lane) ?? [];
    found.set(lane, written);
    written.push({ nth: said.nth, seq: there.event.seq, id });
  }
  return found;
}

/** After a lost tail it comes back behind what was written since; chance may give it its old seq there. */
function isOfferedAgain(
  { weather }: Facts,
  { said, acks: [ack] }: MessageFact,
  event: StoredFact,
  seen: Seen,
): boolean {
  if (ack !== undefined && isMadeAfter(event, ack.at)) return true;
  if (seen.get(event.message)?.some((proof) => proof !== event.proof) === true) return true;
  // Whoever was given the answer has gone; it may have been in the tail that was lost.
  const unheard = ack === undefined || ack.duplicate;
  return unheard && said !== null && event.at !== null && weather.lossBetween(said.at, event.at);
}

/** By message, as which events readers were shown it. */
type Seen = Map<number, number[]>;

function sights(facts: Facts): Seen {
  const seen: Seen = new Map();
  for (const { readers } of facts.streams.values())
    for (const { readings } of readers) for (const { rows } of readings) noteAll(seen, rows);
  return seen;
}

function noteAll(seen: Seen, rows: Rows): void {
  for (let index = 0; index < rows.length; index += 1) {
    const [message, proof] = [rows.message(index), rows.proof(index)];
    if (message === 0) continue;
    const proofs = seen.get(message);
    if (proofs === undefined) seen.set(message, [proof]);
    else if (!proofs.includes(proof)) proofs.push(proof);
  }
}

function asWritten(findings: Findings, lane: string, messages: Written[]): void {
  messages.sort((a, b) => a.nth - b.nth);
  for (const [index, { nth, seq, id }] of messages.entries()) {
    const before = messages[index - 1];
    if (before !== undefined && before.seq > seq)
      findings.add(
        'reordered',
        'CV1',
        `${lane}: ${id}, written as number ${nth}, is stored as ${seq}, number ${before.nth} as ${before.seq}`,
      );
  }
}
