/** 0 to 4 bars for a mean opinion score. */
export const barsOf = (mos: number): 0 | 1 | 2 | 3 | 4 =>
  mos >= 4 ? 4 : mos >= 3.6 ? 3 : mos >= 3.1 ? 2 : mos >= 2.6 ? 1 : 0;
