import { CURSOR_NOW } from '../../../packages/api/src/contract/wire.ts';
import { cursorOf, parseCursor } from '../../../packages/api/src/event-log/cursor.ts';
import { readEvents } from '../../../packages/api/src/event-log/read-events.ts';
import type { Heard, LogImplementation } from '../log-node.ts';
import { realLog, whatIsSaid } from '../real-log.ts';

/** The bug: after the catch-up each hint is an event to fetch, so that a lost one is a lost event and a doubled one comes twice. */
export const hintIsTruth: LogImplementation = {
  ...realLog,
  name: 'hint trusted as truth',
  open(db, onHint) {
    const readers = new Set<(streamId: number, seq: number) => void>();
    return {
      ...realLog.open(db, onHint),
      async *read(stream, lastEventId, signal): AsyncGenerator<Heard, void, undefined> {
        const hinted: number[] = [];
        let wake: () => void = () => undefined;
        const listener = (streamId: number, seq: number): void => {
          if (streamId === stream.id) hinted.push(seq);
          wake();
        };
        readers.add(listener);
        signal.addEventListener('abort', () => wake());
        const start = parseCursor(lastEventId);
        let page = await readEvents(db, stream, start === CURSOR_NOW ? 0 : start.seq, 1_000);
        while (!signal.aborted) {
          for (const event of page)
            yield {
              cursor: cursorOf(event),
              reset: false,
              seq: event.seq,
              id: event.id,
              about: whatIsSaid(stream, event),
            };
          if (hinted.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          page = (await Promise.all(hinted.splice(0).map((seq) => readEvents(db, stream, seq - 1, 1)))).flat();
        }
        readers.delete(listener);
      },
      hint: (streamId, seq) => readers.forEach((reader) => reader(streamId, seq)),
      sweep: () => Promise.resolve(),
    };
  },
};
