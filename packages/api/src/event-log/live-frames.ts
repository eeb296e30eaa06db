import { cursorOf } from './cursor.ts';

/** Where a subscription's events can be written without the adapter: its call on its socket. */
export interface DirectCall {
  /** As JSON text. */
  readonly id: string;
  /** From here on the adapter has no part in it. `over` is called once: by the client's stop, or with the socket. */
  take(over: () => void): void;
  /** Tells the client that it is over by an error of ours. */
  fail(): void;
  /** A ready frame; false when too much is unsent. A socket that closes takes all: its subscriptions end with it. */
  write(frame: Buffer): boolean;
}

/** Events of which the frames are kept: some turns of the loop of a busy process. */
const KEPT = 256;
/** And together at most this much: a message may be 24 kB as JSON, and one event has a frame for each call id. */
const KEPT_BYTES = 16 * 1024 * 1024;
/** Clients count their calls from 1, so most readers of a stream have one of a few ids; the bound is for the others. */
const FRAMES = 32;

/** A recorded event: of all that is in it, superjson would have to say something of its time alone. */
export interface Dated {
  at: Date;
}
/** What superjson adds; to find it out by walking each event takes three times as long as writing it (7.5 to 2.4 µs). */
const META = '"meta":{"values":{"data.at":["Date"]},"v":1}';

interface Encoded {
  tail: string;
  frames: Map<string, Buffer>;
  bytes: number;
}
/** Oldest first: a Map keeps the order of insertion. */
const encoded = new Map<object, Encoded>();
let keptBytes = 0;

/** What a reader gets whose cursor the log does not hold (EL4). No event has seq 0. */
export const RESET_CURSOR = '0.00000000';

export function resetFrame(callId: string): Buffer {
  const data = JSON.stringify({ json: { id: RESET_CURSOR, data: { type: 'reset', seq: 0 } } });
  return Buffer.from(`{"id":${callId},"result":{"type":"data","data":${data},"id":"${RESET_CURSOR}"}}`);
}

/**
 * The frame of an event for a call, as tRPC's adapter would write it. The event is encoded once, however many read it,
 * and each frame made once for all calls of the same id. `present` must be the same for all readers of a stream.
 */
export function frameOf<E extends { seq: number; id: string }>(
  event: E,
  callId: string,
  present: (event: E) => Dated,
): Buffer {
  const kept = encoded.get(event) ?? encode(event, present);
  const { tail, frames } = kept;
  let frame = frames.get(callId);
  if (frame === undefined) {
    frame = Buffer.from(`{"id":${callId},"result":{"type":"data",${tail}`);
    if (frames.size < FRAMES) {
      frames.set(callId, frame);
      grow(kept, frame.length);
    }
  }
  return frame;
}

function encode<E extends { seq: number; id: string }>(event: E, present: (event: E) => Dated): Encoded {
  const id = cursorOf(event);
  const tail = `"data":{"json":${JSON.stringify({ id, data: present(event) })},${META}},"id":"${id}"}}`;
  const fresh: Encoded = { tail, frames: new Map(), bytes: 0 };
  encoded.set(event, fresh);
  grow(fresh, tail.length);
  return fresh;
}

/** The oldest make room for what is new, up to the one in use. */
function grow(one: Encoded, bytes: number): void {
  one.bytes += bytes;
  keptBytes += bytes;
  for (const [event, old] of encoded) {
    if (old === one || (encoded.size <= KEPT && keptBytes <= KEPT_BYTES)) return;
    encoded.delete(event);
    keptBytes -= old.bytes;
  }
}
