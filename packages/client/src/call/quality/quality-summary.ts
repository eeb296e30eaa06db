/** A whole call in one report: means over the time with sound, and its worst ten seconds. */
import type { CallQuality, CallQualityReport, CallRoute } from '@parley/api/contract/views';
import { LOOK_MS } from './quality-window.ts';

export class QualitySummary {
  #looks = 0;
  #sum = { mos: 0, lossPercent: 0, jitterMs: 0 };
  #roundTrips = { looks: 0, ms: 0 };
  #worst = Infinity;
  #route: CallRoute = 'direct';

  /** `whole`: does it tell of ten seconds? */
  add(quality: CallQuality, whole: boolean, route: CallRoute): void {
    const { mos, lossPercent, jitterMs, roundTripMs } = quality;
    const sum = this.#sum;
    this.#looks += 1;
    this.#sum = {
      mos: sum.mos + mos,
      lossPercent: sum.lossPercent + lossPercent,
      jitterMs: sum.jitterMs + jitterMs,
    };
    if (roundTripMs !== null) {
      const { looks, ms } = this.#roundTrips;
      this.#roundTrips = { looks: looks + 1, ms: ms + roundTripMs };
    }
    if (whole) this.#worst = Math.min(this.#worst, mos);
    this.#route = route;
  }

  /** `null` where no sound has come. */
  get report(): CallQualityReport | null {
    if (this.#looks === 0) return null;
    const mean = (sum: number, looks = this.#looks) => sum / looks;
    const { looks, ms } = this.#roundTrips;
    const average: CallQuality = {
      mos: mean(this.#sum.mos),
      lossPercent: mean(this.#sum.lossPercent),
      jitterMs: mean(this.#sum.jitterMs),
      roundTripMs: looks === 0 ? null : mean(ms, looks),
    };
    // Of a call that was too short for ten seconds.
    const worstMos = Number.isFinite(this.#worst) ? this.#worst : average.mos;
    return { average, worstMos, seconds: Math.round((this.#looks * LOOK_MS) / 1_000), route: this.#route };
  }
}
