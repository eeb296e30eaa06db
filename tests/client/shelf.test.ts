import { memoryStorage, type KeyValueStore } from '@parley/client';
import { describe, expect, test } from 'vitest';
import { Shelf } from '../../packages/client/src/keeping/shelf.ts';
import { FakeClock } from './fake-clock.ts';

const LONG_MS = 60_000;

/** A shelf, and what is written to its storage. */
function shelfOn(storage: KeyValueStore = memoryStorage()) {
  const clock = new FakeClock();
  const written: string[] = [];
  const set: KeyValueStore['set'] = async (key, value) => {
    written.push(key);
    await storage.set(key, value);
  };
  return { clock, written, shelf: new Shelf({ ...storage, set }, clock) };
}

/** The first write of a copy waits for `go`. */
function heldStorage() {
  const storage = memoryStorage();
  const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const set: KeyValueStore['set'] = async (key, value) => {
    if (key.endsWith(':a')) {
      reached.resolve();
      await held.promise;
    }
    await storage.set(key, value);
  };
  return { storage: { ...storage, set }, reached: reached.promise, go: () => held.resolve() };
}

describe('the copies of a device', () => {
  test('of a burst the last is kept, whoever gave it, in one write', async () => {
    const { shelf, clock, written } = shelfOn();
    shelf.put('a', () => 'first');
    shelf.put('a', () => 'last');
    await clock.pass(LONG_MS);
    expect(await shelf.take('a')).toBe('last');
    expect(written.filter((key) => key.endsWith(':a'))).toHaveLength(1);
  });

  test('`null` leaves what was kept', async () => {
    const { shelf, clock } = shelfOn();
    shelf.put('a', () => 'kept');
    await clock.pass(LONG_MS);
    shelf.put('a', () => null);
    await clock.pass(LONG_MS);
    expect(await shelf.take('a')).toBe('kept');
  });

  test('the index is written when its order changes, and names no copy that was dropped', async () => {
    const { shelf, clock, written } = shelfOn();
    const index = () => written.filter((key) => key.endsWith(':recent')).length;
    for (const value of [1, 2, 3]) {
      shelf.put('a', () => value);
      await clock.pass(LONG_MS);
    }
    expect(index()).toBe(1);
    shelf.put('b', () => 1);
    await clock.pass(LONG_MS);
    expect(index()).toBe(2);
    await shelf.drop('a');
    expect(await shelf.take('recent')).toEqual(['b']);
    await shelf.drop('a');
    expect(index()).toBe(3);
  });

  test('the one that was not looked at for longest makes room', async () => {
    const { shelf, clock } = shelfOn();
    for (let number = 0; number < 201; number++) {
      shelf.put(`thread:${number}`, () => number);
      await clock.pass(LONG_MS);
    }
    const names = await shelf.names();
    expect(names).toHaveLength(200);
    expect(names).not.toContain('thread:0');
  });

  test('two tabs know each other’s', async () => {
    const storage = memoryStorage();
    const [here, there] = [shelfOn(storage), shelfOn(storage)];
    for (const [tab, name] of [
      [here, 'a'],
      [there, 'b'],
      [here, 'c'],
    ] as const) {
      tab.shelf.put(name, () => 1);
      await tab.clock.pass(LONG_MS);
    }
    expect(await here.shelf.take('recent')).toEqual(['c', 'b', 'a']);
  });

  test.each(['drop', 'clear'] as const)('nothing is written after a %s that came in the middle of it', async (how) => {
    const { storage, reached, go } = heldStorage();
    const { shelf, clock } = shelfOn(storage);
    shelf.put('a', () => 'secret');
    await clock.pass(LONG_MS);
    await reached;
    const gone = how === 'drop' ? shelf.drop('a') : shelf.clear();
    go();
    await gone;
    await clock.pass(LONG_MS);
    expect((await storage.keys()).filter((key) => key.endsWith(':a'))).toEqual([]);
  });

  test('nothing is kept after a clear', async () => {
    const storage = memoryStorage();
    const { shelf, clock } = shelfOn(storage);
    shelf.put('a', () => 1);
    await shelf.clear();
    shelf.put('b', () => 1);
    await clock.pass(LONG_MS);
    expect(await storage.keys()).toEqual([]);
  });

  test('a storage that fails costs the copy, and nothing after it', async () => {
    const storage = memoryStorage();
    let fails = true;
    const set: KeyValueStore['set'] = async (key, value) => {
      if (fails) throw new Error('the disk is full');
      await storage.set(key, value);
    };
    const { shelf, clock } = shelfOn({ ...storage, set });
    shelf.put('a', () => 1);
    await clock.pass(LONG_MS);
    expect(await shelf.take('a')).toBeNull();
    fails = false;
    shelf.put('a', () => 2);
    await clock.pass(LONG_MS);
    expect(await shelf.take('a')).toBe(2);
  });
});
