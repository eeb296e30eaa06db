/** How the other side was heard in the last ten seconds, from one look after the other. Pure but for what it remembers. */
import type { CallQuality } from '@parley/api/contract/call-views';
import { mosOf } from './e-model.ts';
import type { QualitySample } from './quality-sample.ts';

export const LOOK_MS = 2_000;
/** Ten seconds are six looks. */
const LOOKS = 6;
/** Opus with its usual frames of 20 ms and its look-ahead (RFC 6716). */
const CODEC_MS = 26.5;

export class QualityWindow {
  #samples: QualitySample[] = [];

  /** Do these numbers tell of ten seconds, or of the first few? */
  get isWhole(): boolean {
    return this.#samples.length === LOOKS;
  }

  /** `null` where nothing came between two looks: nobody is heard, which is no quality. */
  add(sample: QualitySample): CallQuality | null {
    const last = this.#samples.at(-1);
    if (last && (last.ssrc !== sample.ssrc || sample.received < last.received)) this.#samples = [];
    this.#samples = [...this.#samples, sample].slice(-LOOKS);
    const [first] = this.#samples;
    if (!first || !last || sample.received === last.received) return null;
    return qualityBetween(first, sample);
  }
}

function qualityBetween(first: QualitySample, last: QualitySample): CallQuality | null {
  const received = last.received - first.received;
  if (received <= 0) return null;
  const lost = Math.max(0, last.lost - first.lost);
  const played = last.played - first.played;
  const waitedMs = played > 0 ? (last.waitedMs - first.waitedMs) / played : 0;
  const lossPercent = (100 * lost) / (lost + received);
  const { jitterMs, roundTripMs } = last;
  const delayMs = (roundTripMs ?? 0) / 2 + waitedMs + CODEC_MS;
  return { mos: mosOf({ lossPercent, delayMs }), lossPercent, jitterMs, roundTripMs };
}
