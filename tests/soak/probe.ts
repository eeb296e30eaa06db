/** Preloaded into the server under test: counts what is alive in it, after a collection. It costs nothing until asked. */
import { EventEmitter } from 'node:events';
import { queryObjects } from 'node:v8';
import { Feed } from '../../packages/api/src/event-log/feed.ts';
import { GuardSocket } from '../../packages/api/src/transport/guard-socket.ts';

/** Each is a number that must come back to where it was. */
export interface Sample {
  residentBytes: number;
  heapBytes: number;
  /** Buffers and the like, which the heap only refers to. */
  externalBytes: number;
  /** `FanOut.size`: streams with readers. */
  streams: number;
  sockets: number;
  emitters: number;
  /** A listener that was left behind is a closure that is kept. */
  closures: number;
  signals: number;
  timers: number;
  handles: number;
}

const count = (constructor: abstract new (...args: never[]) => object): number =>
  queryObjects(constructor, { format: 'count' });

function sample(): Sample {
  // Twice: what finalizers let go of is collected by the second.
  globalThis.gc?.();
  globalThis.gc?.();
  const resources = process.getActiveResourcesInfo();
  const timers = resources.filter((name) => name === 'Timeout').length;
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    residentBytes: rss,
    heapBytes: heapUsed,
    externalBytes: external,
    streams: count(Feed),
    sockets: count(GuardSocket),
    emitters: count(EventEmitter),
    closures: count(Function),
    signals: count(AbortSignal),
    timers,
    handles: resources.length - timers,
  };
}

/** `--plant`: every tenth socket is kept for ever. The run must say so. */
if (process.env['SOAK_PLANT'] === '1') {
  const kept: GuardSocket[] = [];
  let seen = 0;
  const emit = Reflect.get(GuardSocket.prototype, 'emit');
  GuardSocket.prototype.emit = function (event, ...args) {
    if (event === 'close' && (seen += 1) % 10 === 0) kept.push(this);
    return Reflect.apply(emit, this, [event, ...args]);
  };
}

process.on('message', () => process.send?.(sample()));
// The run has gone: nobody else would end this server.
process.once('disconnect', () => process.exit(1));
// Listening for messages must not keep a server alive that has stopped.
process.channel?.unref();
