import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { Bucket, Buckets } from '../../packages/api/src/access/buckets.ts';
import { Limits } from '../../packages/api/src/access/limits.ts';
import { CAPS, RATES, type CapName, type RateName } from '../../packages/api/src/access/rates.ts';

const names = <N extends string>(table: Record<N, unknown>): N[] =>
  Object.keys(table).filter((name): name is N => name in table);
const RATE_NAMES: RateName[] = names(RATES);
const CAP_NAMES: CapName[] = names(CAPS);
const MINUTE = 60_000;

/** How many of so many are taken at once. */
const taken = (limits: Limits, name: RateName, key: string, tries: number): number =>
  Array.from({ length: tries }, () => limits.wait(name, key)).filter((wait) => wait === 0).length;

describe('a bucket', () => {
  test('has its burst at once, and says when there will be more', () => {
    const bucket = new Bucket({ burst: 3, everyMs: 100 });
    deepEqual(
      [0, 0, 0, 0, 40, 100, 100].map((now) => bucket.take(now)),
      [0, 0, 0, 100, 60, 0, 100],
    );
    ok(!bucket.isFull(399));
    ok(bucket.isFull(400));
  });

  test('holds no more than its burst, however long it was left alone', () => {
    const bucket = new Bucket({ burst: 3, everyMs: 100 });
    equal(bucket.take(1e9, 3), 0);
    equal(bucket.take(1e9), 100);
  });

  test('of several at once all or none are taken', () => {
    const bucket = new Bucket({ burst: 3, everyMs: 100 });
    equal(bucket.take(0, 2), 0);
    equal(bucket.take(0, 2), 100);
    equal(bucket.take(0, 1), 0);
  });

  test('is kept for those who are not quiet, and for no more than there is room for', () => {
    const buckets = new Buckets({ burst: 2, everyMs: 100 }, 50);
    for (let key = 0; key < 1_000; key += 1) buckets.take(`${key}`, 0);
    equal(buckets.size, 50);
    // Who came last is remembered, who came first is not.
    equal(buckets.take('999', 0), 0);
    equal(buckets.take('999', 0), 100);
    buckets.take('later', 10_000);
    equal(buckets.size, 1);
  });
});

describe('what anybody may do over time', () => {
  test.each(RATE_NAMES)('[TR6] %s: so many at once, then one after the other, and each key by itself', (name) => {
    let now = 0;
    const limits = new Limits({ factor: 1, now: () => now });
    const { burst, everyMs } = RATES[name];
    equal(taken(limits, name, 'one', burst + 5), burst);
    equal(limits.wait(name, 'one'), everyMs);
    equal(limits.wait(name, 'other'), 0);
    now += everyMs;
    equal(taken(limits, name, 'one', 5), 1);
    now += 3 * everyMs;
    equal(taken(limits, name, 'one', 5), 3);
    equal(limits.wait(name, null), 0, 'who cannot be told from others is not counted');
  });

  test('over a minute, and over an hour, it is what the table of limits says', () => {
    const perMinute = (name: RateName): number => MINUTE / RATES[name].everyMs;
    equal(perMinute('messagesByVisitor'), 30);
    equal(perMinute('offersByParty'), 10);
    equal(RATES.callsByVisitor.burst, 3);
    equal(perMinute('callsByVisitor') * 10, 3);
    equal(perMinute('identitiesByNetwork') * 60, 200);
    equal(perMinute('conversationsByNetwork') * 60, 100);
  });

  test.each(CAP_NAMES)('[TR6] %s: so many are open, and one more when one has closed', (name) => {
    const limits = new Limits({ factor: 1 });
    const open = Array.from({ length: CAPS[name] }, () => limits.open(name, 'one'));
    ok(open.every((close) => close !== null));
    equal(limits.open(name, 'one'), null);
    ok(limits.open(name, 'other') !== null);
    ok(limits.open(name, null) !== null);
    open[0]?.();
    ok(limits.open(name, 'one') !== null);
    equal(limits.open(name, 'one'), null);
  });

  test('one variable raises all of them, and whoever is refused is counted by the limit’s name', () => {
    const refused: string[] = [];
    let now = 0;
    const limits = new Limits({ factor: 10, now: () => now, onRefused: (name) => refused.push(name) });
    equal(taken(limits, 'callsByVisitor', 'one', 40), 30);
    now += RATES.callsByVisitor.everyMs;
    equal(taken(limits, 'callsByVisitor', 'one', 40), 10);
    const open = Array.from({ length: 400 }, () => limits.open('socketsByVisitor', 'one'));
    equal(open.filter((close) => close !== null).length, 10 * CAPS.socketsByVisitor);
    deepEqual(new Set(refused), new Set(['callsByVisitor', 'socketsByVisitor']));
  });
});
