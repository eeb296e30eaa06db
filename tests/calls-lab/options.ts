import { parseArgs } from 'node:util';
import { ACTS, type ActName } from './acts/all.ts';
import { LANES, type LaneName } from './lanes.ts';

export interface LabOptions {
  lanes: LaneName[];
  acts: ActName[];
  times: number;
  /** Tells also of good cells what happened in them. */
  story: boolean;
  keep: boolean;
  /** So many cells side by side; and which of their worlds this one is. */
  worlds: number;
  world: number;
}

const LANE_NAMES = Object.keys(LANES).filter((name): name is LaneName => name in LANES);
const ACT_NAMES = Object.keys(ACTS).filter((name): name is ActName => name in ACTS);

export const USAGE = `npm run calls-lab -- [--only ${LANE_NAMES.join(',')}]
  [--acts ${ACT_NAMES.join(',')}] [--times 1] [--side-by-side 1] [--story] [--keep]`;

/** @throws Error that names what is wrong. */
export function readOptions(args: string[]): LabOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: LANE_NAMES.join(',') },
      acts: { type: 'string', default: ACT_NAMES.join(',') },
      times: { type: 'string', default: '1' },
      'side-by-side': { type: 'string', default: '1' },
      world: { type: 'string', default: '0' },
      story: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  return {
    lanes: pick(values.only, LANE_NAMES, '--only'),
    acts: pick(values.acts, ACT_NAMES, '--acts'),
    times: count(values.times, '--times'),
    story: values.story,
    keep: values.keep,
    worlds: count(values['side-by-side'], '--side-by-side'),
    world: Number(values.world),
  };
}

function count(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} must be a whole number from 1`);
  return value;
}

function pick<T extends string>(text: string, known: readonly T[], option: string): T[] {
  return text.split(',').map((word) => {
    const name = known.find((each) => each === word);
    if (name === undefined) throw new Error(`${option}: there is no ${word}`);
    return name;
  });
}
