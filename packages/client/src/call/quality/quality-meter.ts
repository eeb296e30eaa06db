/** Looks at a call's numbers while it has media; shows them, and reports them to the server now and then and at the end. */
import type { CallQuality, CallQualityReport } from '@parley/api/contract/call-views';
import type { Clock } from '../../environment.ts';
import type { KeptQuality } from './kept-quality.ts';
import { sampleOf } from './quality-sample.ts';
import { QualitySummary } from './quality-summary.ts';
import { LOOK_MS, QualityWindow } from './quality-window.ts';

export interface QualityMeterOptions {
  clock: Clock;
  getStats: () => Promise<RTCStatsReport | null>;
  onQuality: (quality: CallQuality | null) => void;
  /** Of this call on this device, over reloads. */
  kept: Pick<KeptQuality, 'read' | 'write'>;
  /** May fail without harm: the next one says more. */
  report: (report: CallQualityReport) => Promise<unknown>;
}

const LOOKS_PER_REPORT = 15;

export class QualityMeter {
  readonly #options: QualityMeterOptions;
  readonly #window = new QualityWindow();
  readonly #summary = new QualitySummary();
  #looks = 0;
  #cancel: (() => void) | null = null;
  #closed = false;
  /** Until it is known what the page before heard, nothing is written over it. */
  #mayKeep = false;

  constructor(options: QualityMeterOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#cancel || this.#closed) return;
    this.#cancel = this.#options.clock.after(LOOK_MS, () => void this.#look());
    void this.#takeUp();
  }

  /** The last report leaves with it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancel?.();
    this.#report();
  }

  async #takeUp(): Promise<void> {
    const before = await this.#options.kept.read().catch(() => null);
    if (before) this.#summary.resume(before);
    this.#mayKeep = true;
  }

  async #look(): Promise<void> {
    const { clock, getStats, onQuality, kept } = this.#options;
    // A connection that is being closed has no numbers any more.
    const stats = await getStats().catch(() => null);
    if (this.#closed) return;
    const sample = sampleOf([...(stats?.values() ?? [])]);
    const quality = sample && this.#window.add(sample);
    if (quality) this.#summary.add(quality, this.#window.isWhole, sample.route);
    if (quality && this.#mayKeep) kept.write(this.#summary.totals);
    onQuality(quality);
    this.#looks += 1;
    if (this.#looks % LOOKS_PER_REPORT === 0) this.#report();
    this.#cancel = clock.after(LOOK_MS, () => void this.#look());
  }

  #report(): void {
    const { report } = this.#summary;
    if (report) this.#options.report(report).catch(() => undefined);
  }
}
