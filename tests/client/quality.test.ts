import { expect, test } from 'vitest';
import type { CallQualityReport } from '@parley/api/contract/call-views';
import { barsOf, mosOf, mosOfRating, ratingOf } from '../../packages/client/src/call/quality/e-model.ts';
import { QualityMeter } from '../../packages/client/src/call/quality/quality-meter.ts';
import { KeptQuality } from '../../packages/client/src/call/quality/kept-quality.ts';
import { sampleOf } from '../../packages/client/src/call/quality/quality-sample.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import { FakeClock } from './fake-clock.ts';

test.each([
  // ITU-T G.107 Annex B and G.109: ratings and what people say of them.
  [0, 1],
  [50, 2.58],
  [60, 3.1],
  [70, 3.6],
  [80, 4.03],
  [90, 4.34],
  [93.2, 4.41],
  [100, 4.5],
])('a rating of %d is a score of %d', (rating, mos) => {
  expect(mosOfRating(rating)).toBeCloseTo(mos, 1.9);
});

test('no rating leaves 1 to 4.5, and a better line never scores less', () => {
  const scores = Array.from({ length: 300 }, (_, index) => mosOfRating(index - 100));
  expect(Math.min(...scores)).toBe(1);
  expect(Math.max(...scores)).toBe(4.5);
  for (const [index, score] of scores.entries()) expect(score).toBeGreaterThanOrEqual(scores[index - 1] ?? 0);
});

test('delay and loss take from a rating what the model says', () => {
  expect(ratingOf({ lossPercent: 0, delayMs: 0 })).toBeCloseTo(93.2, 5);
  expect(ratingOf({ lossPercent: 0, delayMs: 150 })).toBeCloseTo(93.2 - 3.6, 5);
  expect(ratingOf({ lossPercent: 0, delayMs: 277.3 })).toBeCloseTo(93.2 - 6.6552 - 11, 3);
  // Half of what can be lost, where loss is as much as the codec's robustness.
  expect(ratingOf({ lossPercent: 25.1, delayMs: 0 })).toBeCloseTo(93.2 - 47.5, 5);
});

test('bars', () => {
  const bars = [0, 2, 5, 10, 30].map((lossPercent) => barsOf(mosOf({ lossPercent, delayMs: 60 })));
  expect(bars).toEqual([4, 4, 3, 2, 0]);
});

interface Numbers {
  received: number;
  lost: number;
  ssrc?: number;
}

/** As a browser reports a call by way of a relay that is reached by TCP. */
function statsOf({ received, lost, ssrc = 1 }: Numbers): RTCStats[] {
  const base = { timestamp: 0 };
  const inbound = { kind: 'audio', ssrc, packetsReceived: received, packetsLost: lost, jitter: 0.01 };
  const playout = { jitterBufferDelay: received * 0.04, jitterBufferEmittedCount: received };
  const pair = { localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.1 };
  const stats = [
    { ...base, id: 'i', type: 'inbound-rtp', ...inbound, ...playout },
    { ...base, id: 't', type: 'transport', selectedCandidatePairId: 'p' },
    { ...base, id: 'p', type: 'candidate-pair', ...pair },
    { ...base, id: 'l', type: 'local-candidate', candidateType: 'relay', relayProtocol: 'tcp' },
    { ...base, id: 'r', type: 'remote-candidate', candidateType: 'relay' },
  ] as const;
  return [...stats];
}

test('a sample knows the way: straight, or by a relay', () => {
  const [inbound, , pair, local, remote] = statsOf({ received: 10, lost: 0 });
  const routeOf = (...stats: (RTCStats | undefined)[]) => sampleOf(stats.filter((each) => each !== undefined))?.route;
  const straight = { id: 'l', type: 'local-candidate', timestamp: 0, candidateType: 'host' } as const;
  const chosen = pair && { ...pair, nominated: true, state: 'succeeded' };
  expect(routeOf(inbound, chosen, local, remote)).toBe('relay-tcp');
  expect(routeOf(inbound, chosen, straight, remote)).toBe('relay-udp');
  expect(routeOf(inbound, chosen, straight)).toBe('direct');
  expect(sampleOf(statsOf({ received: 0, lost: 0 }))).toBeNull();
});

/** A page in which somebody is heard of whom `numbers` tell. */
function listen(numbers: Numbers, storage = memoryStorage(), callId = 'call') {
  const clock = new FakeClock();
  const reports: CallQualityReport[] = [];
  const shown: (number | null)[] = [];
  const meter = new QualityMeter({
    clock,
    getStats: () => Promise.resolve(new Map(statsOf(numbers).map((each) => [each.id, each]))),
    onQuality: (quality) => shown.push(quality && Math.round(quality.lossPercent)),
    kept: new KeptQuality(storage, () => callId),
    report(report) {
      reports.push(report);
      // Whatever becomes of it.
      return Promise.reject(new Error('no server'));
    },
  });
  const talk = async (seconds: number, lostPerSecond: number) => {
    for (let second = 0; second < seconds; second++) {
      numbers.received += 50 - lostPerSecond;
      numbers.lost += lostPerSecond;
      await clock.pass(1_000);
    }
  };
  meter.start();
  return { clock, meter, reports, shown, talk };
}

test('a page that is loaded anew goes on where the one before was; another call begins anew', async () => {
  const storage = memoryStorage();
  const before = listen({ received: 0, lost: 0 }, storage);
  await before.talk(22, 5);
  // Nothing is said in between: the page is gone.
  const after = listen({ received: 0, lost: 0, ssrc: 2 }, storage);
  await after.talk(12, 0);
  after.meter.close();
  expect(after.reports).toMatchObject([{ seconds: 30, average: { lossPercent: expect.closeTo((10 * 20) / 30) } }]);
  expect(after.reports[0]?.worstMos).toBeLessThan(after.reports[0]?.average.mos ?? 0);

  const another = listen({ received: 0, lost: 0 }, storage, 'another');
  await another.talk(6, 0);
  another.meter.close();
  expect(another.reports).toMatchObject([{ seconds: 4, average: { lossPercent: 0 } }]);
});

test('ten seconds are shown, the whole is reported: each half minute, and at the end', async () => {
  const numbers: Numbers = { received: 0, lost: 0 };
  const { clock, meter, reports, shown, talk } = listen(numbers);
  meter.start();
  await clock.pass(4_000);
  expect(shown).toEqual([null, null]);
  await talk(16, 0);
  await talk(10, 10);
  expect(shown.at(-1)).toBe(20);
  expect(reports).toHaveLength(1);
  await talk(12, 0);
  expect(shown.at(-1)).toBe(0);
  // Another connection counts anew; it is no loss of what came before.
  Object.assign(numbers, { received: 0, lost: 0, ssrc: 2 });
  await talk(4, 0);
  expect(shown.slice(-2)).toEqual([null, 0]);
  meter.close();
  meter.close();
  expect(reports).toHaveLength(2);
  expect(reports[1]).toMatchObject({ route: 'relay-tcp', average: { roundTripMs: expect.closeTo(100) } });
  expect(reports[1]?.worstMos).toBeLessThan(reports[1]?.average.mos ?? 0);
  expect(clock.waiting).toBe(0);
});
