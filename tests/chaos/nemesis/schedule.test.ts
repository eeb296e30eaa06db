import { deepEqual, equal, notDeepEqual, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { LAYERS, schedule, type Step, type Terrain } from './schedule.ts';

const TERRAIN: Terrain = { places: 3, bus: 'nats', quick: false };

const steps = (seed: number, count: number): Step[] => schedule(seed, TERRAIN).take(count).toArray();

describe("the nemesis' schedule", () => {
  test('follows from the seed alone', () => {
    deepEqual(steps(7, 60), steps(7, 60));
    notDeepEqual(steps(7, 60), steps(8, 60));
  });

  test('brings every fault once before any comes again', () => {
    const faults = steps(7, 60).flatMap((step) => step.faults.map(({ name }) => name));
    const all = Object.keys(LAYERS);
    deepEqual(faults.slice(0, all.length).toSorted(), all.toSorted());
    deepEqual(faults.slice(all.length, 2 * all.length).toSorted(), all.toSorted());
  });

  test('two at once hurt different parts, and sometimes there are two', () => {
    const pairs = steps(7, 200).filter(({ faults }) => faults.length > 1);
    ok(pairs.length > 10);
    for (const { faults } of pairs) equal(new Set(faults.map(({ name }) => LAYERS[name])).size, faults.length);
  });
});
