import type { Contestant } from '../contestants/contestants.ts';
import type { Figure, Past, Row } from '../figures/figure.ts';
import type { Measured } from './measure.ts';
import { spreadOf, type Spread } from './statistics.ts';

interface Entry {
  figure: string;
  contestant: string;
  variant: string;
  measured: Measured;
}

/** All that a run has measured. */
export class Results {
  readonly entries: Entry[] = [];
  readonly faults: string[] = [];

  add(figure: Figure, { contestant, variant }: Row, measured: Measured): void {
    this.entries.push({ figure: figure.name, contestant: contestant.name, variant, measured });
  }

  spread(figure: Figure, contestant: Contestant, variant: string, valueName: string): Spread | null {
    const value = figure.values.find(({ name }) => name === valueName);
    const values = this.entries
      .filter(
        (entry) => entry.figure === figure.name && entry.contestant === contestant.name && entry.variant === variant,
      )
      .flatMap(({ measured }) => value?.of(measured) ?? []);
    return spreadOf(values.filter((each) => Number.isFinite(each)));
  }

  past(figures: readonly Figure[]): Past {
    return (name, contestant, variant) => {
      const figure = figures.find((each) => each.name === name);
      const first = figure?.values[0];
      if (figure === undefined || first === undefined) return null;
      return this.spread(figure, contestant, variant, first.name)?.median ?? null;
    };
  }
}
