import { Random } from '../random.ts';

/** What part of the system a fault hurts: two at once are never of the same part. */
export type Layer = 'nodes' | 'lines' | 'readers' | 'bus' | 'postgres';

/** What is done, with all that was left to chance decided. Times in ms. */
export type Fault =
  | { name: 'node-kill'; place: number; downMs: number }
  | { name: 'node-stop'; place: number; forMs: number }
  | { name: 'node-stall'; place: number; forMs: number }
  | { name: 'deploy'; order: 'successor-first' | 'successor-after' }
  | { name: 'lines-cut'; share: number }
  | { name: 'lines-one-way'; share: number; direction: 'up' | 'down'; forMs: number; ends: 'release' | 'cut' }
  | { name: 'lines-slow'; share: number; forMs: number; bytesPerSecond: number; latencyMs: number }
  | { name: 'lines-sliced'; share: number; forMs: number; sliceBytes: number }
  | { name: 'lines-half-open'; share: number; forMs: number }
  | { name: 'reader-stall'; forMs: number }
  | { name: 'bus-kill'; downMs: number }
  | { name: 'bus-hold'; forMs: number }
  | { name: 'postgres-terminate'; times: number; everyMs: number }
  | { name: 'postgres-restart' }
  | { name: 'failover' }
  | { name: 'failover-lost-tail'; lagMs: number };
export type FaultName = Fault['name'];

/** One fault, sometimes two, and the calm after they are healed. */
export interface Step {
  faults: Fault[];
  calmMs: number;
}

export interface Terrain {
  places: number;
  bus: 'nats' | 'postgres';
  /** Short faults and short calms, for runs of minutes. */
  quick: boolean;
}

export const LAYERS: Record<FaultName, Layer> = {
  'node-kill': 'nodes',
  'node-stop': 'nodes',
  'node-stall': 'nodes',
  deploy: 'nodes',
  'lines-cut': 'lines',
  'lines-one-way': 'lines',
  'lines-slow': 'lines',
  'lines-sliced': 'lines',
  'lines-half-open': 'lines',
  'reader-stall': 'readers',
  'bus-kill': 'bus',
  'bus-hold': 'bus',
  'postgres-terminate': 'postgres',
  'postgres-restart': 'postgres',
  failover: 'postgres',
  'failover-lost-tail': 'postgres',
};

const PAIRED = 0.25;

/** Without an end: whoever runs it stops when the time is up. Every fault comes once before any comes again. */
export function* schedule(seed: number, terrain: Terrain): Generator<Step, never, undefined> {
  const random = new Random(seed);
  const make = faultMakers(random, terrain);
  for (;;) {
    const deck = random.shuffled(Object.keys(make).filter((name): name is FaultName => name in LAYERS));
    for (let name = deck.shift(); name !== undefined; name = deck.shift()) {
      const faults = [make[name]()];
      const layer = LAYERS[name];
      const second = deck.findIndex((other) => LAYERS[other] !== layer);
      // A deploy is a plan, and nobody begins one in the middle of an outage.
      if (second >= 0 && name !== 'deploy' && deck[second] !== 'deploy' && random.next() < PAIRED) {
        for (const other of deck.splice(second, 1)) faults.push(make[other]());
      }
      yield { faults, calmMs: terrain.quick ? random.between(2_000, 4_000) : random.between(4_000, 9_000) };
    }
  }
}

function faultMakers(random: Random, { places, bus, quick }: Terrain): Record<FaultName, () => Fault> {
  const place = (): number => random.between(0, places - 1);
  const share = (): number => random.pick([0.1, 0.3, 0.6, 1]);
  const forMs = (): number => random.between(3_000, quick ? 6_000 : 15_000);
  return {
    'node-kill': () => ({ name: 'node-kill', place: place(), downMs: random.between(1_000, 5_000) }),
    'node-stop': () => ({ name: 'node-stop', place: place(), forMs: random.between(8_000, quick ? 12_000 : 40_000) }),
    'node-stall': () => ({ name: 'node-stall', place: place(), forMs: random.between(3_000, 5_000) }),
    deploy: () => ({ name: 'deploy', order: random.pick(['successor-first', 'successor-after']) }),
    'lines-cut': () => ({ name: 'lines-cut', share: share() }),
    'lines-one-way': () => ({
      name: 'lines-one-way',
      share: share(),
      direction: random.pick(['up', 'down']),
      forMs: forMs(),
      ends: random.pick(['release', 'cut']),
    }),
    'lines-slow': () => ({
      name: 'lines-slow',
      share: share(),
      forMs: forMs(),
      // From a bad modem to a bad mobile network.
      bytesPerSecond: random.pick([7_000, 30_000]),
      latencyMs: random.between(50, 400),
    }),
    'lines-sliced': () => ({ name: 'lines-sliced', share: share(), forMs: forMs(), sliceBytes: random.between(1, 40) }),
    'lines-half-open': () => ({
      name: 'lines-half-open',
      share: random.pick([0.1, 0.3]),
      // Healed when every client must have noticed: it pings after 20 s and waits 10 s, or 4 and 4.
      forMs: quick ? 10_000 : 32_000,
    }),
    // Past the 10 s after which its server gives it up, or just not.
    'reader-stall': () => ({ name: 'reader-stall', forMs: random.between(8_000, 14_000) }),
    'bus-kill': () => ({ name: 'bus-kill', downMs: bus === 'nats' ? random.between(1_000, 8_000) : 0 }),
    'bus-hold': () => ({ name: 'bus-hold', forMs: forMs() }),
    'postgres-terminate': () => ({
      name: 'postgres-terminate',
      times: random.between(3, 12),
      everyMs: random.between(50, 500),
    }),
    'postgres-restart': () => ({ name: 'postgres-restart' }),
    failover: () => ({ name: 'failover' }),
    'failover-lost-tail': () => ({ name: 'failover-lost-tail', lagMs: random.between(500, 2_500) }),
  };
}
