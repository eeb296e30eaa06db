import { spreadOf, type Spread } from '../harness/statistics.ts';

export interface Figure {
  name: string;
  unit: string;
  /** What its median is held to. */
  bar: { atMost: number } | { atLeast: number } | null;
}

export const FIGURES = {
  cold: { name: 'cold start: first conversation drawn, empty profile', unit: 'ms', bar: { atMost: 1_500 } },
  warm: { name: 'the same, the second time', unit: 'ms', bar: { atMost: 1_500 } },
  open: {
    name: 'link to the long conversation, empty profile: its messages drawn',
    unit: 'ms',
    bar: { atMost: 1_500 },
  },
  switch: { name: 'click on a conversation until its message is drawn', unit: 'ms', bar: { atMost: 100 } },
  switchWorst: { name: 'the slowest of those in a round', unit: 'ms', bar: null },
  listFrames: { name: 'scrolling the list', unit: 'frames/s', bar: { atLeast: 58 } },
  listDropped: { name: 'frames of the list that did not come', unit: '%', bar: null },
  listTask: { name: 'scrolling the list, longest task', unit: 'ms', bar: { atMost: 50 } },
  threadFrames: { name: 'scrolling the thread', unit: 'frames/s', bar: { atLeast: 58 } },
  threadDropped: { name: 'frames of the thread that did not come', unit: '%', bar: null },
  threadTask: { name: 'scrolling the thread, longest task', unit: 'ms', bar: { atMost: 50 } },
  heapAfter: { name: 'heap after the traffic', unit: 'MiB', bar: null },
  heapGrowth: { name: 'heap, growth over the second half of the traffic', unit: 'MiB', bar: { atMost: 1 } },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES).filter((name): name is FigureName => name in FIGURES);

/** All that was measured in a run, in the order of rounds. */
export class Measured {
  readonly values: Partial<Record<FigureName, number[]>> = {};

  add(name: FigureName, value: number): void {
    (this.values[name] ??= []).push(value);
    process.stdout.write(`  ${FIGURES[name].name}: ${value.toFixed(1)} ${FIGURES[name].unit}\n`);
  }

  spread(name: FigureName): Spread | null {
    return spreadOf(this.values[name] ?? []);
  }
}
