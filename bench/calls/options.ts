import { parseArgs } from 'node:util';
import { NAMES, WAYS, type ContestantName, type WayName } from './contestants.ts';

export interface CallsBenchOptions {
  contestants: ContestantName[];
  ways: WayName[];
  /** In ms, one way from page to page: the half of it from a page to the server. */
  delays: number[];
  calls: number;
  /** Tells of each call what happened when. */
  story: boolean;
  /** A part, or a hasty run, does not take the place of a whole one in the READMEs. */
  isWhole: boolean;
}

const WAY_NAMES = Object.keys(WAYS).filter((name): name is WayName => name in WAYS);
const DELAYS = '0,25,50,100';
/** The least that a median is published of. */
const CALLS = 11;

export const USAGE = `--delays: in ms, one way from page to page; half of it from a page to the server.
npm run calls-bench -- [--only ${NAMES.join(',')}] [--ways ${WAY_NAMES.join(',')}]
  [--delays ${DELAYS}] [--calls ${CALLS}] [--story]`;

/** @throws Error that names what is wrong. */
export function readOptions(args: string[]): CallsBenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: NAMES.join(',') },
      ways: { type: 'string', default: WAY_NAMES.join(',') },
      delays: { type: 'string', default: DELAYS },
      calls: { type: 'string', default: String(CALLS) },
      story: { type: 'boolean', default: false },
    },
  });
  const calls = wholeNumber(values.calls, '--calls');
  const contestants = pick(values.only, NAMES, '--only');
  const ways = pick(values.ways, WAY_NAMES, '--ways');
  return {
    contestants,
    ways,
    delays: values.delays.split(',').map((text) => atLeastZero(text, '--delays')),
    calls,
    story: values.story,
    isWhole:
      calls >= CALLS &&
      values.delays === DELAYS &&
      contestants.length === NAMES.length &&
      ways.length === WAY_NAMES.length,
  };
}

function atLeastZero(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || text === '') throw new Error(`${option}: ${text} is no time in ms`);
  return value;
}

function wholeNumber(text: string, option: string): number {
  const value = atLeastZero(text, option);
  if (!Number.isInteger(value)) throw new Error(`${option}: ${text} is no whole number`);
  return value;
}

function pick<T extends string>(text: string, known: readonly T[], option: string): T[] {
  return text.split(',').map((word) => {
    const name = known.find((each) => each === word);
    if (name === undefined) throw new Error(`${option}: there is no ${word}`);
    return name;
  });
}
