import type { Sample } from './probe.ts';

export type Soaked = Sample & { databaseConnections: number };

/** What came back may be so much above where it was. */
const SHARE = 0.1;
const MIB = 2 ** 20;
/** Small numbers by an absolute allowance: one timer of three is no leak, and a leak of this crowd is thousands. */
const ALLOWANCE: Record<keyof Soaked, number> = {
  residentBytes: 8 * MIB,
  heapBytes: 4 * MIB,
  externalBytes: 2 * MIB,
  streams: 0,
  sockets: 0,
  emitters: 50,
  closures: 500,
  signals: 20,
  timers: 5,
  handles: 20,
  databaseConnections: 2,
};

interface Line {
  name: keyof Soaked;
  baseline: number;
  peak: number;
  after: number;
  flat: boolean;
}

/** Less than before is flat, too. */
export function judge(baseline: Soaked, peak: Soaked, after: Soaked): Line[] {
  return namesOf(ALLOWANCE).map((name) => ({
    name,
    baseline: baseline[name],
    peak: peak[name],
    after: after[name],
    flat: after[name] <= baseline[name] + Math.max(baseline[name] * SHARE, ALLOWANCE[name]),
  }));
}

function namesOf<K extends string>(record: Record<K, number>): K[] {
  const isName = (name: string): name is K => name in record;
  return Object.keys(record).filter(isName);
}

export function table(lines: readonly Line[]): string {
  const row = (name: string, ...rest: string[]): string =>
    `${name.padEnd(20)}${rest.map((one) => one.padStart(14)).join('')}`;
  const shown = (name: string, value: number): string =>
    name.endsWith('Bytes') ? `${(value / MIB).toFixed(1)} MiB` : String(value);
  return [
    row('', 'baseline', 'under load', 'after', ''),
    ...lines.map(({ name, baseline, peak, after, flat }) =>
      row(name, shown(name, baseline), shown(name, peak), shown(name, after), flat ? 'flat' : 'NOT FLAT'),
    ),
  ].join('\n');
}
