import { HistoryWriter, readHistory, type Applied, type HistoryEntry, type Stored } from '../history/history.ts';

/**
 * Puts the parts, each in order of time, into one history, the log last. A thread shows messages and not events: the
 * event that it showed is the one that others saw, or the log holds, at that place with that message.
 */
export async function assembleHistory(
  parts: readonly string[],
  stored: () => AsyncIterable<Stored>,
  file: string,
): Promise<void> {
  const events = new Map<string, string>();
  for (const part of parts) {
    for await (const entry of readHistory(part))
      if (entry.kind === 'applied' && !isOfThread(entry)) note(events, entry);
  }
  for await (const entry of stored()) note(events, entry);
  await using writer = new HistoryWriter(file);
  for await (const entry of inOrder(parts)) {
    const shown = entry.kind === 'applied' && isOfThread(entry) ? events.get(placeOf(entry)) : undefined;
    writer.write(shown === undefined || entry.kind !== 'applied' ? entry : { ...entry, event: shown });
  }
  for await (const entry of stored()) writer.write(entry);
}

/** Written by `readThread` with the message's id for want of the event's. */
const isOfThread = ({ event, message }: Applied): boolean => event === message;

type Placed = Pick<Applied, 'stream' | 'seq' | 'message'>;
const placeOf = ({ stream, seq, message }: Placed): string => `${stream} ${seq} ${message}`;

function note(events: Map<string, string>, entry: Placed & { event: string }): void {
  if (entry.message !== null) events.set(placeOf(entry), entry.event);
}

type TimedEntry = Exclude<HistoryEntry, Stored>;

async function* inOrder(parts: readonly string[]): AsyncGenerator<TimedEntry, void, undefined> {
  const readers = parts.map((part) => readHistory(part));
  const next = async (reader: AsyncGenerator<HistoryEntry, void, undefined>): Promise<TimedEntry | null> => {
    const { value, done } = await reader.next();
    return done === true || value.kind === 'stored' ? null : value;
  };
  const heads = await Promise.all(readers.map(next));
  for (;;) {
    let first = -1;
    for (const [index, head] of heads.entries()) {
      if (head !== null && head.at < (heads[first]?.at ?? Number.POSITIVE_INFINITY)) first = index;
    }
    const head = heads[first];
    const reader = readers[first];
    if (head == null || reader === undefined) return;
    yield head;
    heads[first] = await next(reader);
  }
}
