/**
 * What people would say of a line, from what is measured on it: the E-model (ITU-T G.107) with its default values for all
 * but delay and loss.
 *
 *   R      = 93.2 − Id − Ie,eff
 *   Id     = 0.024 · d + 0.11 · (d − 177.3) where d > 177.3 ms   Cole and Rosenbluth, CCR 31(2), 2001: G.107's curve as lines
 *   Ie,eff = Ie + (95 − Ie) · Ppl / (Ppl / BurstR + Bpl)         G.107; BurstR = 1: loss at random
 *   MOS    = 1 + 0.035 · R + R · (R − 60) · (100 − R) · 7 · 10⁻⁶ G.107 Annex B
 */

export interface Line {
  /** Packets that never came, 0 to 100. */
  lossPercent: number;
  /** From mouth to ear. */
  delayMs: number;
}

/** Ie and Bpl of G.711 with concealment (ITU-T G.113 Appendix I): no values are published there for Opus, which conceals too. */
const EQUIPMENT = 0;
const ROBUSTNESS = 25.1;

export function ratingOf({ lossPercent, delayMs }: Line): number {
  const delay = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - 177.3);
  const loss = EQUIPMENT + ((95 - EQUIPMENT) * lossPercent) / (lossPercent + ROBUSTNESS);
  return 93.2 - delay - loss;
}

export function mosOfRating(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  // The polynomial dips below 1 for the lowest ratings.
  return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}

export const mosOf = (line: Line): number => mosOfRating(ratingOf(line));

/** G.109: from 80 people are satisfied, from 70 some are not, from 60 many, from 50 nearly all. */
const BARS = [50, 60, 70, 80].map(mosOfRating);

/** For a display: 4 bars where people are satisfied, none where nearly nobody is. */
export function barsOf(mos: number): 0 | 1 | 2 | 3 | 4 {
  const [one = 0, two = 0, three = 0, four = 0] = BARS;
  if (mos >= four) return 4;
  if (mos >= three) return 3;
  if (mos >= two) return 2;
  return mos >= one ? 1 : 0;
}
