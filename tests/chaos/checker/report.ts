import type { Verdict } from './check-history.ts';
import type { Spread } from './spread.ts';
import { FINDING_KINDS } from './findings.ts';

/** As text, the findings last: that is where one looks. */
export function report({ figures, findings }: Verdict): string {
  const { resume, faults, gauges } = figures;
  const lines = [
    `sent ${figures.sent}, acknowledged ${figures.acknowledged}, refused ${figures.refused}, stored ${figures.stored}`,
    `deliveries ${figures.deliveries} to ${figures.readers} readers, resets ${figures.resets}`,
    `faults ${Object.values(faults).reduce((sum, count) => sum + count, 0)}${list(faults)}`,
    `answer, in fair weather     ${spread(figures.answer)}`,
    `delivery, in fair weather   ${spread(figures.delivery)}`,
    `resume, after healing       ${spread(resume.all)}, cut short by the next fault ${resume.cutShort}`,
    ...Object.entries(resume.byFault).map(([fault, times]) => `  ${fault.padEnd(25)} ${spread(times)}`),
    ...gauges.map(({ node, name, highest }) => `${name} of ${node}: ${highest} at the highest`),
    FINDING_KINDS.map((kind) => `${kind} ${findings.counts[kind]}`).join(', '),
    ...findings.kept.map(({ kind, rule, text }) => `${kind.toUpperCase()} [${rule}] ${text}`),
  ];
  const hidden = findings.total - findings.kept.length;
  return [...lines, ...(hidden > 0 ? [`… and ${hidden} more`] : [])].join('\n');
}

const spread = ({ count, p50, p99, max }: Spread): string =>
  `p50 ${Math.round(p50)} ms, p99 ${Math.round(p99)} ms, max ${Math.round(max)} ms (${count})`;

const list = (counts: Record<string, number>): string => {
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
};
