import type { Facts, ReaderFact, StreamFact } from './facts.ts';
import { spreadOf, type Spread } from './spread.ts';

export interface ResumeTimes {
  /** From a heal until a reader had all that was acknowledged, or shown to anybody, before it; over all readers, in ms. */
  all: Spread;
  byFault: Record<string, Spread>;
  /** Not there yet when the next fault came: these say nothing. */
  cutShort: number;
}

export function resumeTimes(facts: Facts): ResumeTimes {
  const all: number[] = [];
  const byFault = new Map<string, number[]>();
  let cutShort = 0;
  const heals = facts.weather.storms.filter(({ heal, client }) => heal < Infinity && client === null);
  const acked = ackedPlaces(facts);
  for (const { fault, heal, losesTail } of heals) {
    const times = byFault.get(fault) ?? [];
    byFault.set(fault, times);
    for (const stream of facts.streams.values()) {
      const target = targetOf(stream, { acked: acked.get(stream.name) ?? [], heal, losesTail });
      for (const reader of stream.readers) {
        const took = resumedAfter(reader, target, heal);
        if (took === null) continue;
        if (facts.weather.disturbed(reader.client, heal, heal + took, 0)) cutShort += 1;
        else {
          all.push(took);
          times.push(took);
        }
      }
    }
  }
  return {
    all: spreadOf(all),
    byFault: Object.fromEntries([...byFault].map(([fault, times]) => [fault, spreadOf(times)])),
    cutShort,
  };
}

/**
 * By stream, in order of time: when which seq, as it stands in the log at the end, was acknowledged. What a failover may
 * have lost is there again when its sender has offered it, which says nothing of how readers resume.
 */
function ackedPlaces(facts: Facts): Map<string, { at: number; highest: number }[]> {
  const places = new Map<string, { at: number; highest: number }[]>();
  const acks = [...facts.messages.values()].flatMap(({ acks: [ack], stored }) => {
    const there = stored.find(({ stream }) => stream === ack?.stream);
    if (ack === undefined || there === undefined || facts.weather.lossAt(ack.at) !== null) return [];
    return [{ at: ack.at, stream: ack.stream, seq: there.event.seq }];
  });
  for (const { at, stream, seq } of acks.toSorted((a, b) => a.at - b.at)) {
    const list = places.get(stream) ?? [];
    places.set(stream, list);
    list.push({ at, highest: Math.max(seq, list.at(-1)?.highest ?? 0) });
  }
  return places;
}

function targetOf(
  { gapless, stored, readers }: StreamFact,
  { acked, heal, losesTail }: { acked: { at: number; highest: number }[]; heal: number; losesTail: boolean },
): number {
  // A device sees a part of a call's stream: what is there for another one says nothing of it.
  if (!gapless) return 0;
  const said = acked.findLast(({ at }) => at <= heal)?.highest ?? 0;
  // What was shown last may have been lost since.
  if (losesTail) return said;
  const shown = readers.flatMap(({ readings }) =>
    readings.map(({ rows }) => {
      const count = rows.countUntil(heal);
      return count === 0 ? 0 : rows.seq(count - 1);
    }),
  );
  return Math.min(
    stored.at(-1)?.seq ?? 0,
    shown.reduce((highest, seq) => Math.max(highest, seq), said),
  );
}

/** Null for a reader that was not there, or left, or was there all the time. */
function resumedAfter({ view, readings }: ReaderFact, target: number, heal: number): number | null {
  if (target === 0 || view === 'thread') return null;
  const there = readings.filter(({ began, closed }) => began <= heal && (closed === null || closed.at > heal));
  const [current] = there;
  if (current === undefined) return null;
  const before = current.rows.countUntil(heal);
  // Who has come back with a cursor had read up to there.
  const at = before > 0 ? current.rows.seq(before - 1) : (current.start ?? 0);
  if (at >= target) return 0;
  for (const { began, rows } of readings.slice(readings.indexOf(current))) {
    for (let index = began <= heal ? before : 0; index < rows.length; index += 1)
      if (rows.seq(index) >= target) return rows.at(index) - heal;
  }
  return null;
}
