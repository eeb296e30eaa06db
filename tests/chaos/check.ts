/** `node scripts/run.mjs tests/chaos/check.ts <history.jsonl>`: judges a recorded run; ends with 1 when something was found. */
import { checkHistory } from './checker/check-history.ts';
import { report } from './checker/report.ts';
import { readHistory } from './history/history.ts';

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs tests/chaos/check.ts <history.jsonl>\n');
  process.exit(2);
}
const verdict = await checkHistory(readHistory(path));
process.stdout.write(`${report(verdict)}\n`);
process.exitCode = verdict.findings.total === 0 ? 0 : 1;
