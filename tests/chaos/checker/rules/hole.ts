import type { Facts, Reading } from '../facts.ts';
import type { Findings } from '../findings.ts';

/** seq counts 1, 2, 3 … in the log, and in what a reader of the whole stream is handed. */
export function hole(facts: Facts, findings: Findings): void {
  for (const { name, gapless, stored, readers } of facts.streams.values()) {
    let last = 0;
    for (const { seq } of stored) {
      if (seq !== last + 1) findings.add('hole', 'EL2', `in ${name} ${seq} is stored after ${last}`);
      last = seq;
    }
    if (!gapless) continue;
    for (const { id, view, readings } of readers)
      if (view === 'wire') for (const reading of readings) jumps(findings, `${id} of ${name}`, reading);
  }
}

function jumps(findings: Findings, who: string, { start, rows }: Reading): void {
  let last = start ?? rows.seq(0) - 1;
  for (let index = 0; index < rows.length; index += 1) {
    const seq = rows.seq(index);
    if (seq > last + 1) findings.add('hole', 'EL3', `${who} was handed ${seq} after ${last}`);
    last = Math.max(last, seq);
  }
}
