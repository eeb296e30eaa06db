import { parseArgs } from 'node:util';

export interface ChaosOptions {
  /** How long the nemesis is at work; the start and the end come on top. */
  minutes: number;
  seed: number;
  clients: number;
  conversations: number;
  nodes: number;
  bus: 'nats' | 'postgres';
  /** Of all clients together. */
  messagesPerSecond: number;
  quick: boolean;
}

export const USAGE =
  'npm run chaos -- [--minutes 30] [--seed N] [--clients 500] [--conversations 200] [--nodes 3] [--bus nats|postgres] [--rate 40] [--quick]';

/** @throws Error that names what is wrong. */
export function readOptions(args: string[]): ChaosOptions {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '30' },
      seed: { type: 'string' },
      clients: { type: 'string', default: '500' },
      conversations: { type: 'string', default: '200' },
      nodes: { type: 'string', default: '3' },
      bus: { type: 'string', default: 'nats' },
      rate: { type: 'string', default: '40' },
      quick: { type: 'boolean', default: false },
    },
  });
  const { bus } = values;
  if (bus !== 'nats' && bus !== 'postgres') throw new Error('--bus is nats or postgres');
  const options: ChaosOptions = {
    minutes: number(values.minutes, '--minutes'),
    // A seed is a name for a run; any will do, as long as it is printed.
    seed: values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : whole(values.seed, '--seed'),
    clients: whole(values.clients, '--clients'),
    conversations: whole(values.conversations, '--conversations'),
    nodes: whole(values.nodes, '--nodes'),
    bus,
    messagesPerSecond: number(values.rate, '--rate'),
    quick: values.quick,
  };
  if (options.clients < options.conversations) throw new Error('--clients: each conversation has at least its visitor');
  return options;
}

function number(text: string, name: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0`);
  return value;
}

function whole(text: string, name: string): number {
  const value = number(text, name);
  if (!Number.isInteger(value)) throw new Error(`${name} must be a whole number from 1`);
  return value;
}
