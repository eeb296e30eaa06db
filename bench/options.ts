import { parseArgs } from 'node:util';

export interface Options {
  /** Figures to measure; empty: all. */
  only: string[];
  rounds: number;
  quick: boolean;
  /** After this no further measurement is begun. */
  limitMinutes: number;
  /** Also writes a profile of the server, of each row. It slows down what it looks at. */
  profile: boolean;
}

export const USAGE =
  'npm run bench -- [--only chat,latency,fanout,idle,storm,signal,growth,nodes,start] [--rounds 5] [--quick] [--profile] [--minutes 60]';

/** @throws Error that names what is wrong. */
export function readOptions(args: string[], figures: readonly string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '60' },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.find((name) => !figures.includes(name));
  if (unknown !== undefined) throw new Error(`no figure "${unknown}"; there are ${figures.join(', ')}`);
  return {
    only,
    rounds: count(values.rounds ?? (values.quick ? '1' : '5'), '--rounds'),
    quick: values.quick,
    profile: values.profile,
    limitMinutes: count(values.minutes, '--minutes'),
  };
}

function count(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1`);
  return value;
}
