import {
  PARLEY,
  POSTGRES,
  RAW,
  RAW_RELAY,
  RAW_STORED,
  SOCKET_IO,
  SOCKET_IO_CSR,
  SOCKET_IO_PG,
  SOCKET_IO_RELAY,
  SOCKET_IO_STORED,
  SOCKET_IO_TXN,
  type Contestant,
} from '../contestants/contestants.ts';
import type { Scenario } from '../messages.ts';
import type { Figure, Row, Value } from './figure.ts';

export interface Pace {
  warmMs: number;
  measureMs: number;
  /** Connections of the idle figure. */
  connections: number;
}

const MICROSECONDS = 1e6;

const cpuPer = (what: 'acks' | 'deliveries' | 'signals', name: string): Value => ({
  name,
  unit: 'µs',
  of: (measured) => (measured.cpuSeconds * MICROSECONDS) / (measured[what] ?? Number.NaN),
});
/** Where the log grows, Postgres works more before the server does. */
const cpuInAll: Value = {
  name: 'CPU per message, server and Postgres',
  unit: 'µs',
  of: ({ acks = Number.NaN, cpuSeconds, postgresSeconds }) => ((cpuSeconds + postgresSeconds) * MICROSECONDS) / acks,
};
const acksPerSecond: Value = { name: 'acks', unit: '/s', of: ({ acks = 0, seconds }) => acks / seconds };

const saturated = ({ warmMs, measureMs }: Pace): Extract<Scenario, { kind: 'chat' }> => ({
  kind: 'chat',
  conversations: 64,
  window: 4,
  rate: null,
  warmMs,
  measureMs,
});

/** Messages in each conversation: nobody's log stays empty, and on empty tables Postgres's planner guesses. */
const USUAL = 20;

/** Messages in a statement of Postgres alone; the larger is the most that the server puts into one. */
const BATCHES = [32, 128];

const postgresAlone = ({ warmMs, measureMs }: Pace): Row[] =>
  BATCHES.map((batch) => ({
    contestant: POSTGRES,
    variant: `${batch} messages in a statement`,
    scenario: { kind: 'append', batch, lanes: 2, warmMs, measureMs },
    depth: USUAL,
  }));

function chat(pace: Pace): Figure {
  const contestants = [PARLEY, SOCKET_IO_TXN, SOCKET_IO, RAW, SOCKET_IO_CSR, SOCKET_IO_PG];
  return {
    name: 'chat',
    title: 'Durable chat at saturation',
    how:
      '64 conversations, 4 messages under way in each, two readers of each; validated, authorised, stored, acknowledged, ' +
      'delivered. Postgres alone: the append statement flat out on two connections, as the server uses, driven from the ' +
      "server's core.",
    rows: [
      ...contestants.map((contestant) => ({ contestant, variant: '', scenario: saturated(pace), depth: USUAL })),
      ...postgresAlone(pace),
    ],
    values: [
      acksPerSecond,
      cpuPer('acks', 'server CPU per message'),
      cpuInAll,
      { name: 'delivered out of order', unit: '', of: ({ disorder }) => disorder },
    ],
    bars: [
      { against: SOCKET_IO_TXN, variants: [''], value: 'acks', atLeast: 12 },
      { against: SOCKET_IO, variants: [''], value: 'acks', atLeast: 1 },
      { against: RAW, variants: [''], value: 'acks', atLeast: 0.9 },
    ],
  };
}

/** Of its own top speed. */
const LIGHT = 0.3;

function latency(pace: Pace): Figure {
  const rows = [PARLEY, SOCKET_IO, RAW].map((contestant): Row => ({
    contestant,
    variant: '',
    depth: USUAL,
    scenario: (past) => {
      const top = past('chat', contestant, '');
      return top === null ? null : { ...saturated(pace), rate: top * LIGHT };
    },
  }));
  return {
    name: 'latency',
    title: 'Latency at 30 % of own top speed',
    how: 'The same, at random moments (Poisson), at 30 % of what the contestant reached above.',
    rows,
    values: [
      { name: 'delivery p99', unit: 'ms', of: ({ deliveryMs }) => deliveryMs?.p99 },
      { name: 'delivery p95', unit: 'ms', of: ({ deliveryMs }) => deliveryMs?.p95 },
      { name: 'delivery p50', unit: 'ms', of: ({ deliveryMs }) => deliveryMs?.p50 },
      { name: 'ack p99', unit: 'ms', of: ({ ackMs }) => ackMs?.p99 },
      { name: 'ack p50', unit: 'ms', of: ({ ackMs }) => ackMs?.p50 },
      { name: 'rate', unit: '/s', of: ({ acks = 0, seconds }) => acks / seconds },
    ],
    bars: [{ against: RAW, variants: [''], value: 'delivery p99', atMost: 1.5 }],
  };
}

function fanOut({ warmMs, measureMs }: Pace): Figure {
  const variant = (readers: number): string => `${readers} readers`;
  const loads = [
    ...[1, 20, 200, 1_000].map((readers) => ({ readers, window: 16, variant: variant(readers) })),
    { readers: 20, window: 64, variant: `${variant(20)}, 64 under way` },
  ];
  return {
    name: 'fanout',
    title: 'Fan-out, deliveries per second and core of the server',
    how: 'One conversation, 16 messages under way, each stored and then delivered to all readers.',
    rows: loads.flatMap(({ variant: name, ...load }) =>
      [PARLEY, SOCKET_IO, RAW].map((contestant) => ({
        contestant,
        variant: name,
        depth: USUAL,
        scenario: { kind: 'fanout', ...load, warmMs, measureMs } as const,
      })),
    ),
    values: [
      { name: 'deliveries', unit: '/s per core', of: ({ deliveries = 0, cpuSeconds }) => deliveries / cpuSeconds },
      { name: 'deliveries in all', unit: '/s', of: ({ deliveries = 0, seconds }) => deliveries / seconds },
    ],
    bars: [{ against: SOCKET_IO, variants: [variant(20), variant(200)], value: 'deliveries', atLeast: 1.6 }],
  };
}

function idle({ connections }: Pace): Figure {
  return {
    name: 'idle',
    title: 'Memory of an idle connection',
    how: `${connections} connections, each signed in and subscribed to its own thread; resident memory after a collection, less that before.`,
    rows: [PARLEY, SOCKET_IO, RAW].map((contestant) => ({
      contestant,
      variant: '',
      depth: 1,
      scenario: { kind: 'idle', connections, settleMs: 3_000 },
    })),
    values: [{ name: 'memory', unit: 'kB', of: ({ bytesPerConnection = Number.NaN }) => bytesPerConnection / 1_000 }],
    bars: [
      { against: SOCKET_IO, variants: [''], value: 'memory', atMost: 1 },
      { against: RAW, variants: [''], value: 'memory', atMost: 3.5 },
    ],
  };
}

function storm(): Figure {
  return {
    name: 'storm',
    title: 'Reconnect storm',
    how:
      '2,000 clients come back in the same moment, 5 messages behind each: until the last has caught up. Meanwhile ' +
      'bystanders, 64 conversations that were not cut, go on with 300 messages a second, each to two readers.',
    rows: [PARLEY, SOCKET_IO_CSR, SOCKET_IO, RAW].map((contestant) => ({
      contestant,
      variant: '',
      depth: 1,
      scenario: { kind: 'storm', clients: 2_000, missed: 5, bystanders: { conversations: 64, rate: 300 } },
    })),
    values: [
      { name: 'last caught up', unit: 'ms', of: ({ caughtUpMs }) => caughtUpMs },
      { name: "bystanders' ack p99", unit: 'ms', of: ({ ackMs }) => ackMs?.p99 },
      { name: "bystanders' delivery p99", unit: 'ms', of: ({ deliveryMs }) => deliveryMs?.p99 },
      { name: 'server CPU', unit: 's', of: ({ cpuSeconds }) => cpuSeconds },
      {
        name: 'generator busy',
        unit: '%',
        of: ({ generatorSeconds = Number.NaN, seconds }) => (generatorSeconds / seconds) * 100,
      },
    ],
    bars: [{ against: SOCKET_IO_CSR, variants: [''], value: 'last caught up', atMost: 0.6 }],
  };
}

function signal({ warmMs, measureMs }: Pace): Figure {
  const contestants = [PARLEY, SOCKET_IO_RELAY, RAW_RELAY, SOCKET_IO_STORED, RAW_STORED];
  const loads = [
    { variant: '1 call', calls: 1, window: 1 },
    { variant: '32 calls', calls: 32, window: 2 },
  ];
  return {
    name: 'signal',
    title: 'Signals of a call',
    how:
      'Each leg answers a signal with one: the round trip in one call with one under way, and the rate of 32 calls with ' +
      'two under way each. Parley stores each signal in the transaction that judges it by the state of the call; the ' +
      'peers check who may send, and pass it on at once or after a row of its own is committed.',
    rows: loads.flatMap(({ variant, ...load }) =>
      contestants.map((contestant) => ({
        contestant,
        variant,
        depth: USUAL,
        scenario: { kind: 'signal' as const, ...load, warmMs, measureMs: (measureMs * 2) / 3 },
      })),
    ),
    values: [
      { name: 'signals', unit: '/s', of: ({ signals = Number.NaN, seconds }) => signals / seconds },
      { name: 'round trip p50', unit: 'ms', of: ({ roundTripMs }) => roundTripMs?.p50 },
      { name: 'round trip p99', unit: 'ms', of: ({ roundTripMs }) => roundTripMs?.p99 },
      cpuPer('signals', 'server CPU per signal'),
    ],
    bars: [],
  };
}

/** Of 5,000 conversations each: 100,000 messages, 400,000, 1.6 million. */
const DEPTHS = [20, 80, 320];

function growth(pace: Pace): Figure {
  return {
    name: 'growth',
    title: 'The same with more messages stored',
    how: 'Durable chat at saturation with 100,000 messages stored, and with 4 and 16 times as many.',
    rows: DEPTHS.map((depth, step) => ({
      contestant: PARLEY,
      variant: `${4 ** step}×`,
      depth,
      scenario: saturated(pace),
    })),
    values: [cpuInAll, cpuPer('acks', 'server CPU per message'), acksPerSecond],
    bars: [{ against: PARLEY, variants: ['16×'], than: '1×', value: cpuInAll.name, atMost: 1.1 }],
  };
}

function nodes(pace: Pace): Figure {
  return {
    name: 'nodes',
    title: 'More than one node',
    how: 'Durable chat at saturation, the clients spread over the nodes; all nodes share the one core.',
    rows: [1, 2, 3].map((count) => ({
      contestant: PARLEY,
      variant: count === 1 ? '1 node' : `${count} nodes`,
      depth: USUAL,
      nodes: count,
      scenario: saturated(pace),
    })),
    values: [acksPerSecond, cpuPer('acks', 'CPU of all nodes per message')],
    bars: [],
  };
}

function start(): Figure {
  const contestants: Contestant[] = [PARLEY, SOCKET_IO, RAW];
  return {
    name: 'start',
    title: 'From the start until it is ready',
    how:
      '`npm start` with the build up to date and the embedded database, until `/readyz` answers; and the process alone, ' +
      'on a Postgres server with the schema in place, until it listens.',
    rows: [
      { contestant: PARLEY, variant: '`npm start`, first time', depth: 0, scenario: { kind: 'start', again: false } },
      { contestant: PARLEY, variant: '`npm start`, again', depth: 0, scenario: { kind: 'start', again: true } },
      ...contestants.map((contestant) => ({
        contestant,
        variant: 'process',
        depth: 1,
        scenario: { kind: 'idle' as const, connections: 1, settleMs: 0 },
      })),
    ],
    values: [{ name: 'ready', unit: 'ms', of: ({ startedInMs }) => startedInMs }],
    bars: [],
  };
}

export function figures(pace: Pace): Figure[] {
  return [
    chat(pace),
    latency(pace),
    fanOut(pace),
    idle(pace),
    storm(),
    signal(pace),
    growth(pace),
    nodes(pace),
    start(),
  ];
}
