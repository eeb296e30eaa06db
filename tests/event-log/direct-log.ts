import superjson from 'superjson';
import type { ResetEvent } from '../../packages/api/src/contract/events.ts';
import { DirectReader } from '../../packages/api/src/event-log/direct-subscriber.ts';
import type { StreamKind } from '../../packages/api/src/event-log/event-bodies.ts';
import type { StoredEvent } from '../../packages/api/src/event-log/read-events.ts';
import type { Heard } from './log-node.ts';
import { isReset, logReadBy, whatIsSaid } from './real-log.ts';

/** Every so often the peer takes no more: then the reader has to read on from the log. */
const REFUSED = 7;
const CALL = '"a call"';

/** The log as sockets read it: events come as frames that are ready to go out. */
export const directLog = logReadBy('the log, directly', async function* (surroundings, stream, lastEventId, signal) {
  const heard: Heard[] = [];
  let wake: () => void = () => undefined;
  let frames = 0;
  const hear = (what: Heard): void => {
    heard.push(what);
    wake();
  };
  const write = (frame: Buffer): boolean => {
    frames += 1;
    if (frames % REFUSED === 0) return false;
    const { cursor, event } = decode(frame);
    hear(
      isReset(event)
        ? { cursor, reset: true }
        : { cursor, reset: false, seq: event.seq, id: event.id, about: whatIsSaid(stream, event) },
    );
    return true;
  };
  const over = Promise.withResolvers<() => void>();
  const failed = new AbortController();
  const reader = new DirectReader(surroundings, {
    stream,
    lastEventId,
    writable: () => new Promise<void>((resolve) => setImmediate(resolve)),
    call: { id: CALL, write, take: over.resolve, fail: () => failed.abort(new Error('the reading failed')) },
    present: (event: StoredEvent<StreamKind>) => event,
  });
  reader.start();
  const end = await over.promise;
  signal.addEventListener('abort', () => wake());
  failed.signal.addEventListener('abort', () => wake());
  try {
    while (!signal.aborted) {
      failed.signal.throwIfAborted();
      yield* heard.splice(0);
      if (heard.length === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    end();
  }
});

interface Frame {
  id: string;
  result: { type: 'data'; id: string; data: Parameters<typeof superjson.deserialize>[0] };
}

/** As the client's end does it. */
function decode(frame: Buffer): { cursor: string; event: StoredEvent<StreamKind> | ResetEvent } {
  const { id, result }: Frame = JSON.parse(frame.toString());
  if (JSON.stringify(id) !== CALL || result.type !== 'data') throw new Error(`another call’s frame: ${id}`);
  const { id: cursor, data } = superjson.deserialize<{ id: string; data: StoredEvent<StreamKind> | ResetEvent }>(
    result.data,
  );
  if (cursor !== result.id) throw new Error('the envelope and what is in it have different cursors');
  if (!isReset(data) && !(data.at instanceof Date)) throw new Error('a time is a Date');
  return { cursor, event: data };
}
