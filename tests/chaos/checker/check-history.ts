import type { HistoryEntry } from '../history/history.ts';
import { Facts } from './facts.ts';
import { figuresOf, type Figures } from './figures.ts';
import { BOUNDS, Findings, type Bounds } from './findings.ts';
import { buffer } from './rules/buffer.ts';
import { divergent } from './rules/divergent.ts';
import { doubled } from './rules/doubled.ts';
import { hole } from './rules/hole.ts';
import { late } from './rules/late.ts';
import { leaked } from './rules/leaked.ts';
import { lost } from './rules/lost.ts';
import { reordered } from './rules/reordered.ts';

const RULES = [lost, doubled, reordered, divergent, hole, late, leaked, buffer];

export interface Verdict {
  findings: Findings;
  figures: Figures;
}

/** Judges a whole history, which ends with the log as it was stored. */
export async function checkHistory(
  history: AsyncIterable<HistoryEntry> | Iterable<HistoryEntry>,
  bounds: Partial<Bounds> = {},
): Promise<Verdict> {
  const facts = await Facts.gather(history);
  const findings = new Findings();
  const all = { ...BOUNDS, ...bounds };
  for (const rule of RULES) rule(facts, findings, all);
  return { findings, figures: figuresOf(facts, all) };
}
