export interface Spread {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

/** Zeros for no values. */
export function spreadOf(values: readonly number[]): Spread {
  // A typed array is sorted as numbers, without a call for each pair: there may be millions.
  const sorted = Float64Array.from(values).toSorted();
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
