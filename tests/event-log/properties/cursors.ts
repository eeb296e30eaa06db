import { deepEqual, equal } from 'node:assert/strict';
import fc from 'fast-check';
import type { LogWorld } from '../log-world.ts';
import { message } from '../items.ts';
import { LogReader, PATIENCE_MS } from '../reader.ts';
import { loseTail } from './failover.ts';

const LENGTH = 12;
const SOON_GONE = 5;

/** EL4: from a cursor that is not of this log, first `reset`, then everything from the beginning. */
export async function cursorsProveThemselves(
  world: LogWorld,
  options: { runs: number; patienceMs?: number; endOnFailure?: boolean },
): Promise<void> {
  const { implementation } = world;
  const {
    conversations: [mine, other],
  } = await world.newProject(2);
  if (mine === undefined || other === undefined) throw new Error('no conversation');
  const node = implementation.open(world.db, () => undefined);
  for (let sent = 0; sent < LENGTH; sent += 1) {
    await node.append(message(mine));
    await node.append(message(other));
  }
  const cursors = await cursorsOf(LENGTH, new LogReader(mine.stream).start(node));
  const foreign = await cursorsOf(LENGTH, new LogReader(other.stream).start(node));
  const isMine = (cursor: string): boolean => cursors.includes(cursor);

  const hex = fc.integer({ min: 0, max: 0xffff_ffff }).map((number) => number.toString(16).padStart(8, '0'));
  const tampered = fc.tuple(fc.integer({ min: 1, max: 1_000 }), hex).map(([seq, proof]) => `${seq}.${proof}`);
  const beyond = fc.constant(`${LENGTH + 1}.0123abcd`);
  const cursor = fc.oneof(fc.constantFrom(...cursors), fc.constantFrom(...foreign), tampered, beyond);
  const property = fc.asyncProperty(cursor, async (from) => {
    const reader = new LogReader(mine.stream, from, options.patienceMs ?? PATIENCE_MS).start(node);
    try {
      const rest = LENGTH - Number(from.split('.')[0]);
      if (isMine(from) && rest === 0) return;
      await reader.reaches(LENGTH);
      equal(reader.resets, isMine(from) ? 0 : 1, `resets from ${from}`);
      equal(reader.events.length, isMine(from) ? rest : LENGTH);
    } finally {
      await reader.cut();
    }
  });
  await fc.assert(property, { numRuns: options.runs, endOnFailure: options.endOnFailure ?? false });
}

/** EL4: the database has lost its tail, as after a failover, and other events have taken the seqs. */
export async function lostTail(world: LogWorld, patienceMs: number = PATIENCE_MS): Promise<void> {
  const { implementation, db } = world;
  const {
    conversations: [conversation],
  } = await world.newProject(1);
  if (conversation === undefined) throw new Error('no conversation');
  const { stream } = conversation;
  const before = implementation.open(db, () => undefined);
  for (let sent = 0; sent < LENGTH; sent += 1) await before.append(message(conversation));
  const cursors = await cursorsOf(LENGTH, new LogReader(stream).start(before));

  await loseTail(db, stream, SOON_GONE);
  const after = implementation.open(db, () => undefined);
  for (const length of [SOON_GONE, LENGTH]) {
    for (let sent = SOON_GONE; sent < length; sent += 1) await after.append(message(conversation));
    const resets: number[] = [];
    for (const cursor of cursors) {
      const reader = new LogReader(stream, cursor, patienceMs).start(after);
      // A reader that stands at the head has nothing to hear: one event more shows where he stands.
      await (cursor === cursors[length - 1] && length === SOON_GONE ? Promise.resolve() : reader.reaches(length));
      resets.push(reader.resets);
      await reader.cut();
    }
    deepEqual(
      resets,
      cursors.map((_, index) => (index < SOON_GONE ? 0 : 1)),
      `resets when the log has ${length} events`,
    );
  }
}

async function cursorsOf(length: number, reader: LogReader): Promise<string[]> {
  const found: string[] = [];
  await reader.reaches(length);
  found.push(...reader.events.map(({ seq, id }) => `${seq}.${id.replaceAll('-', '').slice(-8)}`));
  equal(found.at(-1), reader.cursor, 'a cursor is the seq and the last eight digits of the id');
  await reader.cut();
  return found;
}
