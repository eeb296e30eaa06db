import pino from 'pino';
import type { Db } from '../../../packages/api/src/db/database.ts';
import { FanOut } from '../../../packages/api/src/event-log/fan-out.ts';
import type { StreamKind } from '../../../packages/api/src/event-log/event-bodies.ts';
import type { follow, Subscription } from '../../../packages/api/src/event-log/subscriber.ts';
import type { LogImplementation } from '../log-node.ts';
import { readBy, realLog } from '../real-log.ts';

const log = pino({ level: 'silent' });

type PlantedReader = <K extends StreamKind, Out>(
  db: Db,
  fanOut: FanOut,
  subscription: Subscription<K, Out>,
) => ReturnType<typeof follow<K, Out>>;

/** The real log with another reader. */
export function withReader(name: string, reader: PlantedReader): LogImplementation {
  return {
    ...realLog,
    name,
    open(db, onHint) {
      const fanOut = new FanOut(db, log);
      // The test sweeps.
      fanOut.close();
      return {
        ...realLog.open(db, onHint),
        read: (stream, lastEventId, signal) =>
          readBy(
            (_surroundings, subscription) => reader(db, fanOut, subscription),
            { db, fanOut, log },
            stream,
            lastEventId,
            signal,
          ),
        hint: (streamId, seq) => fanOut.hint(streamId, seq),
        sweep: () => fanOut.sweep(),
      };
    },
  };
}
