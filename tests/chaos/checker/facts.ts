import type { Began, Gauge, HistoryEntry } from '../history/history.ts';
import { proofOf, Rows } from './rows.ts';
import { Weather } from './weather.ts';

export interface MessageFact {
  id: string;
  /** What rows name it by. */
  number: number;
  said: { client: string; stream: string; nth: number; at: number } | null;
  /** In order of time; the first is the promise. */
  acks: { stream: string; seq: number; at: number; duplicate: boolean }[];
  stored: { stream: string; event: StoredFact }[];
  /** Its sender gave up waiting for an answer, and may have gone on to say the next. */
  refused: boolean;
}

export interface WinFact {
  client: string;
  at: number;
}

export interface StoredFact {
  seq: number;
  id: string;
  proof: number;
  message: number;
  type: string;
  only: string | null | undefined;
  /** When it was made; null: not told. */
  at: number | null;
}

/** From a `began`, or a `reset`, to the next or to the end. */
export interface Reading {
  began: number;
  /** Since when it is served. */
  live: number;
  /** The seq it stands at; null: not known before the first event. */
  start: number | null;
  rows: Rows;
  /** null: open when all was quiet, and so it owes the whole stream. */
  closed: { by: 'reset' | 'ended'; at: number } | null;
}

export interface ReaderFact {
  id: string;
  client: string;
  view: Began['view'];
  as: string | undefined;
  readings: Reading[];
}

export interface StreamFact {
  name: string;
  /** False where a reader sees a part only: a call's signals for others. */
  gapless: boolean;
  stored: StoredFact[];
  readers: ReaderFact[];
}

/** Everything in a history, by stream and by message, so that each rule is a plain walk. */
export class Facts {
  readonly streams = new Map<string, StreamFact>();
  readonly messages = new Map<string, MessageFact>();
  readonly weather = new Weather();
  /** By call, who was told to have won it. */
  readonly wins = new Map<string, WinFact[]>();
  /** The highest of each gauge of each node. */
  readonly gauges = new Map<string, Gauge>();
  refused = 0;
  resets = 0;
  readonly #numbered: MessageFact[] = [];
  readonly #readers = new Map<string, ReaderFact>();

  static async gather(history: AsyncIterable<HistoryEntry> | Iterable<HistoryEntry>): Promise<Facts> {
    const facts = new Facts();
    for await (const entry of history) facts.#take(entry);
    for (const { stored } of facts.streams.values()) stored.sort((a, b) => a.seq - b.seq);
    return facts;
  }

  /** Null for number 0, which means none. */
  messageOf(number: number): MessageFact | null {
    return this.#numbered[number - 1] ?? null;
  }

  #take(entry: HistoryEntry): void {
    switch (entry.kind) {
      case 'sent':
        this.#message(entry.message).said = {
          client: entry.client,
          stream: streamOf(entry),
          nth: entry.nth,
          at: entry.at,
        };
        return;
      case 'acknowledged':
        this.#message(entry.message).acks.push({
          stream: streamOf(entry),
          seq: entry.seq,
          at: entry.at,
          duplicate: entry.duplicate,
        });
        return;
      case 'refused':
        this.refused += 1;
        this.#message(entry.message).refused = true;
        return;
      case 'began':
        return this.#began(entry);
      case 'live':
        this.#current(entry).live = entry.at;
        return;
      case 'applied': {
        const { at, seq } = entry;
        const message = entry.message === null ? 0 : this.#message(entry.message).number;
        return this.#current(entry).rows.push({ at, seq, proof: proofOf(entry.event), message });
      }
      case 'reset':
        this.resets += 1;
        this.#current(entry).closed = { by: 'reset', at: entry.at };
        this.#reader(entry).readings.push({
          began: entry.at,
          live: entry.at,
          start: 0,
          rows: new Rows(),
          closed: null,
        });
        return;
      case 'ended':
        this.#current(entry).closed = { by: 'ended', at: entry.at };
        return;
      case 'won':
        this.wins.set(entry.call, [...(this.wins.get(entry.call) ?? []), { client: entry.client, at: entry.at }]);
        return;
      case 'connection':
        return;
      case 'fault':
        return this.weather.take(entry);
      case 'gauge':
        return this.#gauge(entry);
      case 'stored':
        return this.#stored(entry);
    }
  }

  #began({ at, reader: id, view, client, stream, from, as }: Began): void {
    const reading: Reading = { began: at, live: at, start: startOf(view, from), rows: new Rows(), closed: null };
    const known = this.#readers.get(id);
    if (known !== undefined) {
      // As a page that is loaded again.
      const last = known.readings.at(-1);
      if (last !== undefined) last.closed ??= { by: 'ended', at };
      known.readings.push(reading);
      return;
    }
    const reader: ReaderFact = { id, client, view, as, readings: [reading] };
    this.#readers.set(id, reader);
    this.#stream(stream).readers.push(reader);
  }

  #stored({ stream, seq, event, message, type, only, at }: HistoryEntry & { kind: 'stored' }): void {
    const said = message === null ? null : this.#message(message);
    const stored = { seq, id: event, proof: proofOf(event), message: said?.number ?? 0, type, only, at: at ?? null };
    this.#stream(stream).stored.push(stored);
    said?.stored.push({ stream, event: stored });
  }

  #gauge(entry: Gauge): void {
    const key = `${entry.node} ${entry.name}`;
    if (entry.value > (this.gauges.get(key)?.value ?? -Infinity)) this.gauges.set(key, entry);
  }

  #message(id: string): MessageFact {
    const known = this.messages.get(id);
    if (known !== undefined) return known;
    const message: MessageFact = {
      id,
      number: this.#numbered.length + 1,
      said: null,
      acks: [],
      stored: [],
      refused: false,
    };
    this.messages.set(id, message);
    this.#numbered.push(message);
    return message;
  }

  #stream(name: string): StreamFact {
    const known = this.streams.get(name);
    if (known !== undefined) return known;
    const stream: StreamFact = { name, gapless: !name.startsWith('call:'), stored: [], readers: [] };
    this.streams.set(name, stream);
    return stream;
  }

  #reader({ reader: id }: { reader: string }): ReaderFact {
    const reader = this.#readers.get(id);
    if (reader === undefined) throw new Error(`reader ${id} has not begun`);
    return reader;
  }

  #current(entry: { reader: string }): Reading {
    const reading = this.#reader(entry).readings.at(-1);
    if (reading === undefined) throw new Error(`reader ${entry.reader} has no reading`);
    return reading;
  }
}

const streamOf = ({ stream, conversation }: { stream?: string; conversation: string }): string =>
  stream ?? `conversation:${conversation}`;

/** A thread begins with the newest page, wherever that is. */
function startOf(view: Began['view'], from: string | null): number | null {
  if (view === 'thread' || from === 'now') return null;
  return from === null ? 0 : Number.parseInt(from, 10);
}
