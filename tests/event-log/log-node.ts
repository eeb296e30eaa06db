/** What the log's properties are asked of, so that the real log and the planted bugs stand the same tests. */
import type { Db, Trx } from '../../packages/api/src/db/database.ts';
import type { AppendItem, Appended } from '../../packages/api/src/event-log/append-events.ts';
import type { StreamKind, StreamRef } from '../../packages/api/src/event-log/event-bodies.ts';

/** What a reader gets. `about` tells what the event is, across streams: a pointer and its event say the same. */
export type Heard =
  | { cursor: string; reset: true }
  | { cursor: string; reset: false; seq: number; id: string; about: string };

/** One process on the log. Nothing happens by time here: hints and sweeps come from the test. */
export interface LogNode {
  append(item: AppendItem): Promise<Appended>;
  read(stream: StreamRef<StreamKind>, lastEventId: string | null, signal: AbortSignal): AsyncIterable<Heard>;
  hint(streamId: number, seq: number): void;
  sweep(): Promise<void>;
}

export interface LogImplementation {
  name: string;
  /** Tables of its own. */
  prepare?(db: Db): Promise<void>;
  open(db: Db, onHint: (streamId: number, seq: number) => void): LogNode;
  /** The statement alone, for transactions that a test holds open. */
  appendIn(db: Db | Trx, items: readonly AppendItem[]): Promise<Appended[]>;
  /** What a sender says when it has got no answer. */
  again(item: AppendItem): AppendItem;
}

export const aboutOf = (streamId: number, seq: number): string => `${streamId}:${seq}`;
