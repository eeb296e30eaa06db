import type { Facts, ReaderFact, Reading, StreamFact } from '../facts.ts';
import type { Bounds, Findings } from '../findings.ts';

/**
 * In fair weather, and while nothing but the bus is dead, what was acknowledged reaches every live reader in time.
 * A reader is live again, after a heal, with the first event that reaches him: how long that takes is a figure.
 */
export function late(facts: Facts, findings: Findings, bounds: Bounds): void {
  for (const stream of facts.streams.values())
    for (const reader of stream.readers)
      for (const reading of reader.readings) inTime(facts, findings, bounds, { stream, reader, reading });
}

interface Place {
  stream: StreamFact;
  reader: ReaderFact;
  reading: Reading;
}

function inTime(facts: Facts, findings: Findings, bounds: Bounds, { stream, reader, reading }: Place): void {
  const { weather } = facts;
  const { rows } = reading;
  const patience = bounds.lateMs + bounds.slackMs;
  for (let index = 0; index < rows.length; index += 1) {
    const ack = facts.messageOf(rows.message(index))?.acks[0];
    // What a failover may have lost is there when its sender has offered it again: how long that takes he decides.
    if (ack === undefined || weather.lossAt(ack.at) !== null) continue;
    const from = Math.max(ack.at, reading.live);
    const took = rows.at(index) - from;
    if (took <= patience) continue;
    const isExcused =
      weather.disturbed(reader.client, from, from + patience, bounds.graceMs) ||
      !isBack(reading, weather.lastHeal(reader.client, from), from);
    if (isExcused && took <= bounds.stuckMs) continue;
    const place = `${rows.seq(index)} of ${stream.name}`;
    findings.add('late', 'EL5', `${place} reached ${reader.id} ${Math.round(took)} ms after it was acknowledged`);
  }
}

function isBack({ began, rows }: Reading, healed: number, at: number): boolean {
  return began >= healed || rows.at(rows.countUntil(healed)) <= at;
}
