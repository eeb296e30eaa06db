import type { Facts, MessageFact, ReaderFact, Reading, StreamFact, WinFact } from '../facts.ts';
import type { Findings } from '../findings.ts';
import { showProof } from '../rows.ts';

/** All who were told of a place in the log were told the same: senders, readers and the log itself. */
export function divergent(facts: Facts, findings: Findings): void {
  for (const [call, wins] of facts.wins) wonOnce(facts, findings, call, wins);
  for (const message of facts.messages.values()) acknowledgedAlike(facts, findings, message);
  for (const stream of facts.streams.values()) {
    const log = new Map(stream.stored.map(({ seq, proof }) => [seq, proof]));
    const gone = new Map<number, Sight>();
    for (const reader of stream.readers)
      for (const reading of reader.readings) readAlike(facts, findings, { stream, reader, reading, log, gone });
  }
}

function acknowledgedAlike({ weather }: Facts, findings: Findings, { id, acks }: MessageFact): void {
  const firm = acks.findIndex(({ at }) => weather.lossAt(at) === null);
  const [first, ...later] = firm < 0 ? [] : acks.slice(firm);
  if (first === undefined) return;
  const other = later.find((ack) => ack.seq !== first.seq);
  if (other === undefined) return;
  findings.add('divergent', 'EL6', `${id} is acknowledged as ${first.seq} and as ${other.seq} of ${other.stream}`);
}

function wonOnce({ weather }: Facts, findings: Findings, call: string, [first, ...others]: WinFact[]): void {
  if (first === undefined || weather.lossAt(first.at) !== null) return;
  const other = others.find(({ client }) => client !== first.client);
  if (other === undefined) return;
  findings.add('divergent', 'CL1', `call ${call} is said to be won by ${first.client} and by ${other.client}`);
}

/** An event that the log lost, as somebody saw it. */
interface Sight {
  proof: number;
  at: number;
  reader: string;
}

interface Look {
  stream: StreamFact;
  reader: ReaderFact;
  reading: Reading;
  log: ReadonlyMap<number, number>;
  gone: Map<number, Sight>;
}

function readAlike({ weather }: Facts, findings: Findings, { stream, reader, reading, log, gone }: Look): void {
  const { began, rows, closed } = reading;
  if (closed?.by === 'reset' && weather.lastLoss(closed.at) === undefined)
    findings.add('divergent', 'EL4', `${reader.id} of ${stream.name} was reset, and the log had lost nothing`);
  for (let index = 0; index < rows.length; index += 1) {
    const [seq, proof, at] = [rows.seq(index), rows.proof(index), rows.at(index)];
    if (log.get(seq) === proof) continue;
    // One who reads on stands on a history that did not happen: he was owed a reset, and with it all is well.
    const undone = weather.lossBetween(closed?.by === 'reset' ? began : at, at);
    if (closed === null || !undone) {
      const there = log.get(seq);
      const holds = there === undefined ? 'nothing' : showProof(there);
      const who = `${reader.id} applied ${showProof(proof)} as ${seq} of ${stream.name}`;
      findings.add('divergent', 'EL4', `${who}, where the log holds ${holds}`);
      continue;
    }
    const sight = gone.get(seq);
    if (sight !== undefined && sight.proof !== proof && weather.lastLoss(at) === weather.lastLoss(sight.at))
      findings.add(
        'divergent',
        'EL4',
        `${reader.id} applied ${showProof(proof)} as ${seq} of ${stream.name}, ${sight.reader} ${showProof(sight.proof)}`,
      );
    gone.set(seq, { proof, at, reader: reader.id });
  }
}
