/**
 * Reads one stream for as long as it is wanted: applies each event once and in order, reads again from its own
 * cursor after a gap, and hands a `reset` to its owner. Reconnects and changes of wire happen below.
 */
import { fullJitter } from '../connection/backoff.ts';
import { seqOf } from '../cursor.ts';
import type { Clock } from '../environment.ts';
import { parleyErrorOf, type ParleyError } from '../errors.ts';
import { judge } from './stream-log.ts';

interface Unsubscribable {
  unsubscribe(): void;
}

interface StreamEvent {
  type: string;
  seq: number;
}

export interface StreamHandlers<E> {
  onData: (value: { id: string; data: E }) => void;
  onError: (cause: unknown) => void;
}

export interface FollowOptions<E extends StreamEvent> {
  subscribe(lastEventId: string | null, handlers: StreamHandlers<E>): Unsubscribable;
  /** Where to go on; `null`: from the beginning. */
  cursor: string | null;
  /** False for streams of which this reader sees a part only; there a missing seq means nothing. */
  gapless: boolean;
  /** Called once per event, in order; the cursor has been stored before. */
  onEvent(event: E, cursor: string): void;
  /** The log is not the one that was read: drop the view and begin anew. The following has stopped. */
  onReset(): void;
  /** The server ended it for good. */
  onEnd(error: ParleyError): void;
  clock: Clock;
  random: () => number;
}

/** Returns what stops it. */
export function followStream<E extends StreamEvent>(options: FollowOptions<E>): () => void {
  let cursor = options.cursor;
  let lastSeq = seqOf(cursor);
  let gaps = 0;
  let stopped = false;
  let running: Unsubscribable | null = null;
  let cancelPause: (() => void) | null = null;

  function listen(): void {
    // Events of an earlier subscription that are still on their way must not count.
    let current = true;
    const subscription = options.subscribe(cursor, {
      onData({ id, data }) {
        if (stopped || !current) return;
        current = take(id, data);
      },
      onError(cause) {
        if (stopped || !current) return;
        stop();
        options.onEnd(parleyErrorOf(cause));
      },
    });
    running = {
      unsubscribe() {
        current = false;
        subscription.unsubscribe();
      },
    };
  }

  /** False when this subscription is of no more use. */
  function take(id: string, event: E): boolean {
    const verdict = judge(lastSeq, event);
    if (verdict === 'drop') return true;
    if (verdict === 'reset') {
      stop();
      options.onReset();
      return false;
    }
    if (verdict === 'gap' && options.gapless) {
      listenAgain();
      return false;
    }
    gaps = 0;
    cursor = id;
    lastSeq = event.seq;
    options.onEvent(event, id);
    return true;
  }

  /** Not at once: should the hole be in the log itself, asking in a loop would only hurt the server. */
  function listenAgain(): void {
    const before = running;
    queueMicrotask(() => before?.unsubscribe());
    cancelPause = options.clock.after(fullJitter(gaps++, options.random), listen);
  }

  function stop(): void {
    stopped = true;
    cancelPause?.();
    const before = running;
    queueMicrotask(() => before?.unsubscribe());
  }

  listen();
  return stop;
}
