/** Races by the thousand, on the real server over real sockets: many lanes at once, each with people of its own. */
import { openLane, type RaceKind, type RaceLane } from './race-lane.ts';

export interface RaceFigures {
  races: number;
  /** How often each of the two was faster: where one always is, it was no race. */
  first: number;
  second: number;
  seconds: number;
}
export interface RaceResult {
  figures: Record<RaceKind, RaceFigures>;
  violations: string[];
}

interface RaceOptions {
  /** Of each kind. */
  races: number;
  lanes: number;
  progress?: (kind: RaceKind, done: number) => void;
  onViolation?: (violation: string) => void;
}

export async function runRaces(
  url: string,
  { races, lanes: count, progress, onViolation }: RaceOptions,
): Promise<RaceResult> {
  await using open = new AsyncDisposableStack();
  const lanes: RaceLane[] = [];
  for (let n = 0; n < count; n += 1) lanes.push(open.use(await openLane(url)));
  const violations: string[] = [];
  const violate = (violation: string): void => {
    violations.push(violation);
    onViolation?.(violation);
  };

  async function run(kind: RaceKind): Promise<RaceFigures> {
    const figures: RaceFigures = { races: 0, first: 0, second: 0, seconds: 0 };
    let left = races;
    const started = Date.now();
    const work = async (lane: RaceLane): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const outcome = await lane.race(kind);
        if ('violation' in outcome) violate(outcome.violation);
        else figures[outcome.faster] += 1;
        figures.races += 1;
        progress?.(kind, figures.races);
      }
    };
    await Promise.all(lanes.map(work));
    return { ...figures, seconds: (Date.now() - started) / 1_000 };
  }

  const figures = { accept: await run('accept'), glare: await run('glare') };
  for (const lane of lanes) (await lane.settle()).forEach(violate);
  return { figures, violations };
}
