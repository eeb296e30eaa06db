/** A whole call in one report: means over the time with sound, and its worst ten seconds. */
import type { CallQuality, CallQualityReport, CallRoute } from '@parley/api/contract/call-views';
import { LOOK_MS } from './quality-window.ts';

/** Sums over all looks at which there was sound: a page that is loaded anew goes on from them. */
export interface QualityTotals {
  looks: number;
  mos: number;
  lossPercent: number;
  jitterMs: number;
  /** Looks at which it was known. */
  roundTripLooks: number;
  roundTripMs: number;
  /** Of ten seconds; the best there is where there were none. */
  worstMos: number;
  route: CallRoute;
}

/** The top of the scale of mean opinions. */
const BEST_MOS = 5;

export const NOTHING_HEARD: QualityTotals = {
  looks: 0,
  mos: 0,
  lossPercent: 0,
  jitterMs: 0,
  roundTripLooks: 0,
  roundTripMs: 0,
  worstMos: BEST_MOS,
  route: 'direct',
};

export class QualitySummary {
  #totals = NOTHING_HEARD;

  get totals(): QualityTotals {
    return this.#totals;
  }

  /** `whole`: does it tell of ten seconds? */
  add({ mos, lossPercent, jitterMs, roundTripMs }: CallQuality, whole: boolean, route: CallRoute): void {
    this.#totals = sum(this.#totals, {
      looks: 1,
      mos,
      lossPercent,
      jitterMs,
      roundTripLooks: roundTripMs === null ? 0 : 1,
      roundTripMs: roundTripMs ?? 0,
      worstMos: whole ? mos : BEST_MOS,
      route,
    });
  }

  /** What was heard before this page. */
  resume(before: QualityTotals): void {
    this.#totals = this.#totals.looks === 0 ? before : sum(before, this.#totals);
  }

  /** `null` where no sound has come. */
  get report(): CallQualityReport | null {
    const { looks, roundTripLooks, worstMos, route, ...sums } = this.#totals;
    if (looks === 0) return null;
    const average: CallQuality = {
      mos: sums.mos / looks,
      lossPercent: sums.lossPercent / looks,
      jitterMs: sums.jitterMs / looks,
      roundTripMs: roundTripLooks === 0 ? null : sums.roundTripMs / roundTripLooks,
    };
    // Of a call that was too short for ten seconds all there is.
    return {
      average,
      worstMos: Math.min(worstMos, average.mos),
      seconds: Math.round((looks * LOOK_MS) / 1_000),
      route,
    };
  }
}

/** The way is the later one's. */
function sum(a: QualityTotals, b: QualityTotals): QualityTotals {
  return {
    looks: a.looks + b.looks,
    mos: a.mos + b.mos,
    lossPercent: a.lossPercent + b.lossPercent,
    jitterMs: a.jitterMs + b.jitterMs,
    roundTripLooks: a.roundTripLooks + b.roundTripLooks,
    roundTripMs: a.roundTripMs + b.roundTripMs,
    worstMos: Math.min(a.worstMos, b.worstMos),
    route: b.route,
  };
}
