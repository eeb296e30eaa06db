import type { Contestant } from '../contestants/contestants.ts';
import type { Measured } from '../harness/measure.ts';
import type { Scenario } from '../messages.ts';

/** One line of the table before it has numbers. */
export interface Row {
  contestant: Contestant;
  /** What else tells it from its neighbours, such as `200 readers`. */
  variant: string;
  /** May look at what was measured in the rounds before: the load of a latency run is a share of the top speed. */
  scenario: Scenario | ((past: Past) => Scenario | null);
  /** Messages in each conversation when it begins. */
  depth: number;
  nodes?: number;
}

/** The median of a row's value so far. */
export type Past = (figure: string, contestant: Contestant, variant: string) => number | null;

export interface Value {
  name: string;
  unit: string;
  /** Undefined where it was not measured. */
  of: (measured: Measured) => number | undefined;
}

/** One question that the benchmark answers. */
export interface Figure {
  name: string;
  title: string;
  how: string;
  rows: Row[];
  values: Value[];
  bars: Bar[];
}

/** Parley's median of a value against a peer's, or against its own in another variant. */
export interface Bar {
  against: Contestant;
  variants: string[];
  /** The other's variant, where it is not the same. */
  than?: string;
  value: string;
  atLeast?: number;
  atMost?: number;
}
