import { isTrackedEnvelope } from '@trpc/server';
import pino from 'pino';
import type { ResetEvent } from '../../packages/api/src/contract/events.ts';
import type { Db } from '../../packages/api/src/db/database.ts';
import { appendEvents } from '../../packages/api/src/event-log/append-events.ts';
import type { StreamKind, StreamRef } from '../../packages/api/src/event-log/event-bodies.ts';
import { FanOut } from '../../packages/api/src/event-log/fan-out.ts';
import { GroupCommit } from '../../packages/api/src/event-log/group-commit.ts';
import type { StoredEvent } from '../../packages/api/src/event-log/read-events.ts';
import { follow } from '../../packages/api/src/event-log/subscriber.ts';
import { aboutOf, type Heard, type LogImplementation, type LogNode } from './log-node.ts';

const log = pino({ level: 'silent' });

/** The log as the server runs it: for HTTP, and for what not everybody sees alike. */
export const realLog = logReadBy('the log', (surroundings, ...of) => readBy(follow, surroundings, ...of));

type Read = (
  surroundings: Parameters<typeof follow>[0],
  ...of: Parameters<LogNode['read']>
) => ReturnType<LogNode['read']>;

export function logReadBy(name: string, read: Read): LogImplementation {
  return {
    name,
    open: (db, onHint) => open(db, onHint, read),
    appendIn: appendEvents,
    again: (item) => item,
  };
}

function open(db: Db, onHint: (streamId: number, seq: number) => void, read: Read): LogNode {
  const fanOut = new FanOut(db, log);
  // The test sweeps: the clock must not help where a hint has failed.
  fanOut.close();
  const commits = new GroupCommit(db, (committed, item) => {
    const { streamId, seq, inbox } = committed;
    fanOut.committed(item, committed);
    onHint(streamId, seq);
    if (inbox !== null) onHint(inbox.streamId, inbox.seq);
  });
  return {
    append: (item) => commits.append(item),
    read: (stream, lastEventId, signal) => read({ db, fanOut, log }, stream, lastEventId, signal),
    hint: (streamId, seq) => fanOut.hint(streamId, seq),
    sweep: () => fanOut.sweep(),
  };
}

/** Whatever follows a stream as the server's subscriber does. */
export async function* readBy(
  reader: typeof follow,
  surroundings: Parameters<typeof follow>[0],
  stream: StreamRef<StreamKind>,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<Heard, void, undefined> {
  const subscription = {
    stream,
    lastEventId,
    signal,
    writable: () => Promise.resolve(),
    present: (events: StoredEvent<StreamKind>[]) => events.map((event) => ({ seq: event.seq, id: event.id, event })),
  };
  for await (const envelope of reader<StreamKind, StoredEvent<StreamKind>>(surroundings, subscription)) {
    if (!isTrackedEnvelope(envelope)) throw new Error('an untracked value erases the client’s cursor');
    const [cursor, event] = envelope;
    yield isReset(event)
      ? { cursor, reset: true }
      : { cursor, reset: false, seq: event.seq, id: event.id, about: whatIsSaid(stream, event) };
  }
}

export const isReset = (event: StoredEvent<StreamKind> | ResetEvent): event is ResetEvent => 'type' in event;

export function whatIsSaid(
  stream: StreamRef<StreamKind>,
  { seq, body }: Pick<StoredEvent<StreamKind>, 'seq' | 'body'>,
): string {
  return body.type === 'conversation' ? `${body.conversationId}:${body.eventSeq}` : aboutOf(stream.id, seq);
}
