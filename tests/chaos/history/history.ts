import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** What was done to the system during a run, what it answered and what it showed: one entry a line, in order of `at`. */
export type HistoryEntry =
  | Sent
  | Acknowledged
  | Refused
  | Began
  | Live
  | Applied
  | Reset
  | Ended
  | Won
  | Connected
  | Fault
  | Gauge
  | Stored;

/** By one clock, in ms since the run began. */
interface Timed {
  at: number;
}

/** What a client says: a message of a conversation, or a signal of a call, with the id that the client made for it. */
interface Said extends Timed {
  client: string;
  /** The conversation's id. */
  conversation: string;
  message: string;
  /** Where it is stored, if not in `conversation:<id>`: a signal, in `call:<id>`. */
  stream?: string;
}

export interface Sent extends Said {
  kind: 'sent';
  /** 1, 2, 3 … in the order in which this client wrote into this stream. */
  nth: number;
}

/** Each answer that anybody got for the id, also by another path: another node, HTTP, a deliberate second time. */
export interface Acknowledged extends Said {
  kind: 'acknowledged';
  seq: number;
  duplicate: boolean;
}

export interface Refused extends Said {
  kind: 'refused';
  code: string;
}

/** Of one reader of one stream; it is the same one over every reconnect. */
interface Reading extends Timed {
  reader: string;
  /** `conversation:<id>`, `inbox:<projectId>` or `call:<id>`. */
  stream: string;
}

export interface Began extends Reading {
  kind: 'began';
  /** `wire`: what the tRPC client hands over, nothing forgiven. `thread`: what the product shows its user. */
  view: 'wire' | 'thread';
  client: string;
  /** `lastEventId`: a cursor, "now", or null for the whole stream. */
  from: string | null;
  /** Who the reader is to `Stored.only`. */
  as?: string;
}

/** Is served for the first time since it began: its connection took what it took. */
export interface Live extends Reading {
  kind: 'live';
}

export interface Applied extends Reading {
  kind: 'applied';
  seq: number;
  /** The event's id, or its last eight hex digits as a cursor has them. */
  event: string;
  /** The id that the client made, if it is a message. */
  message: string | null;
}

/** Its view is dropped; what follows is read afresh. */
export interface Reset extends Reading {
  kind: 'reset';
}

/** Closed on purpose: owes nothing any more. */
export interface Ended extends Reading {
  kind: 'ended';
}

/** This client's device was told that it has won the call. */
export interface Won extends Timed {
  kind: 'won';
  client: string;
  call: string;
}

/** What a client says of its connection: no rule asks for it, but whoever wants to know why somebody was late does. */
export interface Connected extends Timed {
  kind: 'connection';
  client: string;
  state: string;
  /** Of the next try, while there is none. */
  attempt?: number;
  inMs?: number;
}

/** What the nemesis did. A fault that is over at once has the two phases one after the other. */
export interface Fault extends Timed {
  kind: 'fault';
  fault: string;
  phase: 'begin' | 'heal';
  /** Acknowledged events may vanish from the log (a standby that was behind) and must come back by re-offer. */
  losesTail?: boolean;
  /** Delivery must be on time all the same (EL5): the bus alone is dead. */
  onTime?: boolean;
  /** Only this client is touched, such as one that stalls on purpose. */
  client?: string;
}

/** `stalled-buffer-bytes`: what a server holds unsent for one reader (TR5). `rss-bytes`: its resident memory. */
export interface Gauge extends Timed {
  kind: 'gauge';
  node: string;
  name: string;
  value: number;
}

/** The log when all is quiet, straight from the database; all of them come last. */
export interface Stored {
  kind: 'stored';
  stream: string;
  seq: number;
  event: string;
  /** The id that the client made, by the event's body: `messageId` or `signalId`. */
  message: string | null;
  type: string;
  /** Shown to readers who are `as` this alone (the leg of a call), or to nobody. */
  only?: string | null;
  /** When it was made, by the clock in its id and in ms since the run began: before its commit. */
  at?: number;
}

/** Writes a history to a file; `write` never waits, `close` waits until all of it is there. */
export class HistoryWriter implements AsyncDisposable {
  readonly #file: WriteStream;

  constructor(path: string) {
    this.#file = createWriteStream(path, { highWaterMark: 1 << 20 });
  }

  write(entry: HistoryEntry): void {
    this.#file.write(`${JSON.stringify(entry)}\n`);
  }

  async close(): Promise<void> {
    this.#file.end();
    if (!this.#file.closed) await once(this.#file, 'close');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Line by line, so that a long run needs no memory; what is no history entry throws with its line. */
export async function* readHistory(path: string): AsyncGenerator<HistoryEntry, void, undefined> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line += 1;
    if (text === '') continue;
    const entry: unknown = JSON.parse(text);
    if (!isEntry(entry)) throw new Error(`${path}:${line} is no entry of a history: ${text.slice(0, 200)}`);
    yield entry;
  }
}

const KINDS: Record<HistoryEntry['kind'], true> = {
  sent: true,
  acknowledged: true,
  refused: true,
  began: true,
  live: true,
  applied: true,
  reset: true,
  ended: true,
  won: true,
  connection: true,
  fault: true,
  gauge: true,
  stored: true,
};

/** The kind alone: the writer's types hold the rest, and millions of lines are to be read. */
function isEntry(value: unknown): value is HistoryEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    value.kind in KINDS
  );
}
