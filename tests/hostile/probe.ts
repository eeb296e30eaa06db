/** Preloaded into the server under attack: says what is alive in it, after a collection. It costs nothing until asked. */
import { queryObjects } from 'node:v8';
import { Feed } from '../../packages/api/src/event-log/feed.ts';
import { GuardSocket } from '../../packages/api/src/transport/guard-socket.ts';

export interface Sample {
  residentBytes: number;
  /** With what the heap only refers to: buffers. */
  heapBytes: number;
  sockets: number;
  /** Streams that somebody reads. */
  streams: number;
}

function sample(): Sample {
  // Each of these collects before it counts.
  const sockets = queryObjects(GuardSocket, { format: 'count' });
  const streams = queryObjects(Feed, { format: 'count' });
  const { rss, heapUsed, external } = process.memoryUsage();
  return { residentBytes: rss, heapBytes: heapUsed + external, sockets, streams };
}

process.on('message', () => process.send?.(sample()));
// The test has gone: nobody else would end this server.
process.once('disconnect', () => process.exit(1));
// Listening for messages must not keep a server alive that has stopped.
process.channel?.unref();
