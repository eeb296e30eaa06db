import { spreadOf, type Spread } from '../harness/statistics.ts';
import { CONTESTANTS, WAYS, type ContestantName, type WayName } from './contestants.ts';
import type { Figures, Wish } from './measure-call.ts';

/** All calls of a run. */
export class CallResults {
  readonly entries: { wish: Wish; figures: Figures }[] = [];
  readonly faults: string[] = [];

  add(wish: Wish, figures: Figures): void {
    this.entries.push({ wish, figures });
  }

  spread(contestant: ContestantName, way: WayName, delayMs: number, value: keyof Figures): Spread | null {
    const calls = this.entries.filter(
      ({ wish }) => wish.contestant === contestant && wish.way === way && wish.delayMs === delayMs,
    );
    return spreadOf(calls.map(({ figures }) => figures[value]));
  }
}

export const label = ({ contestant, way, delayMs }: Wish): string =>
  `${CONTESTANTS[contestant].name}, ${WAYS[way].name}, ${delayMs} ms`;
