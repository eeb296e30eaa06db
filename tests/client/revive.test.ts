import superjson from 'superjson';
import { expect, test } from 'vitest';
import { revive } from '../../packages/client/src/connection/revive.ts';
import { Random } from '../chaos/random.ts';

/** Over the wire and back. */
function read(value: unknown): unknown {
  const { json, meta }: { json: unknown; meta?: { values?: unknown } } = JSON.parse(superjson.stringify(value));
  return revive(json, meta?.values);
}

const KEYS = ['at', 'data', 'a.b', 'a\\.b', '\\', '.', 'äöü', '0', 'plan "gold"', 'line\nbreak'];

test('what superjson writes of times, of nothing and of numbers that JSON has not is read as it was', () => {
  const random = new Random(20_261_127);
  function value(depth: number): unknown {
    const leaves = [null, undefined, true, 'text', '', 0, -0, NaN, Infinity, 1.5, new Date(random.between(0, 1e13))];
    if (depth === 0 || random.next() < 0.3) return leaves[random.between(0, leaves.length - 1)];
    const parts = Array.from({ length: random.between(0, 4) }, () => value(depth - 1));
    return random.next() < 0.4 ? parts : Object.fromEntries(parts.map((part) => [random.pick(KEYS), part]));
  }
  for (let round = 0; round < 500; round += 1) {
    const sent = value(4);
    expect(read(sent)).toStrictEqual(superjson.parse(superjson.stringify(sent)));
  }
});

test('what no server of ours sends is not taken for something else', () => {
  for (const odd of [new Map([[1, new Date()]]), new Set([1]), 10n, /x/, { deep: [new Map()] }])
    expect(() => read(odd)).toThrow(/what is/);
});
