import { isTrackedEnvelope } from '@trpc/server';
import superjson from 'superjson';
import { followDirectly } from '../../packages/api/src/event-log/direct-subscriber.ts';
import type { StreamKind } from '../../packages/api/src/event-log/event-bodies.ts';
import type { StoredEvent } from '../../packages/api/src/event-log/read-events.ts';
import type { Heard } from './log-node.ts';
import { logReadBy, whatIsSaid } from './real-log.ts';

/** Every so often the peer takes no more: then the reader has to read on from the log. */
const REFUSED = 7;
const CALL = '"a call"';

/** The log as sockets read it: events come as frames that are ready to go out, only `reset` by the generator. */
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
    hear({ cursor, reset: false, seq: event.seq, id: event.id, about: whatIsSaid(stream, event) });
    return true;
  };
  const subscription = {
    stream,
    lastEventId,
    signal,
    writable: () => new Promise<void>((resolve) => setImmediate(resolve)),
    call: { id: CALL, write },
    present: (event: StoredEvent<StreamKind>) => event,
  };
  const resets = async (): Promise<void> => {
    for await (const envelope of followDirectly<StreamKind, StoredEvent<StreamKind>>(surroundings, subscription)) {
      if (!isTrackedEnvelope(envelope)) throw new Error('an untracked value erases the client’s cursor');
      hear({ cursor: envelope[0], reset: true });
    }
  };
  const ended = resets().finally(() => wake());
  signal.addEventListener('abort', () => wake());
  while (!signal.aborted) {
    yield* heard.splice(0);
    if (heard.length === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
  }
  await ended;
});

interface Frame {
  id: string;
  result: { type: 'data'; id: string; data: Parameters<typeof superjson.deserialize>[0] };
}

/** As the client's end does it. */
function decode(frame: Buffer): { cursor: string; event: StoredEvent<StreamKind> } {
  const { id, result }: Frame = JSON.parse(frame.toString());
  if (JSON.stringify(id) !== CALL || result.type !== 'data') throw new Error(`another call’s frame: ${id}`);
  const { id: cursor, data } = superjson.deserialize<{ id: string; data: StoredEvent<StreamKind> }>(result.data);
  if (cursor !== result.id) throw new Error('the envelope and what is in it have different cursors');
  if (!(data.at instanceof Date)) throw new Error('a time is a Date');
  return { cursor, event: data };
}
