import { deepEqual, match } from 'node:assert/strict';
import { describe, test } from 'vitest';
import { checkHistory } from './check-history.ts';
import { tales } from './tales.ts';

describe('the checker', () => {
  test.each(Object.entries(tales))('finds %s', async (_name, { kind, rule, found, well }) => {
    const { findings } = await checkHistory(found);
    match(findings.kept.map((finding) => `${finding.kind} ${finding.rule}`).join(), new RegExp(`${kind} ${rule}`));
    const neighbour = await checkHistory(well);
    deepEqual(neighbour.findings.kept, []);
  });
});
