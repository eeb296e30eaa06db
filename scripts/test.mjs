/**
 * `npm test`: everything that must hold before a commit, on a fresh clone as well.
 * `npm test -- <vitest filters>`: only the build and the tests that fit.
 * The last line is the sum; a failed check of the code counts as one.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fail, root, setUp, tool } from './setup.mjs';

const filters = process.argv.slice(2);
const { node, env } = setUp();

const reports = path.join(root, 'node_modules/.cache/parley-tests');
const vitestReport = path.join(reports, 'vitest.json');
/** Written by the tests' set-up: one line for each service that is not at hand. */
const leftOutReport = path.join(reports, 'left-out.txt');

let checksPassed = 0;
let checksFailed = 0;

function run(args, options) {
  return spawnSync(node, args, { cwd: root, env, ...options });
}

/** Runs one check; its output is shown when it fails. */
function check(name, args) {
  const started = Date.now();
  const { status, stdout, stderr } = run(args, { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (status === 0) {
    checksPassed += 1;
    console.log(`✓ ${name} (${seconds} s)`);
    return true;
  }
  checksFailed += 1;
  console.log(`${stdout ?? ''}${stderr ?? ''}✗ ${name} (${seconds} s)`);
  return false;
}

function runTests() {
  fs.rmSync(reports, { recursive: true, force: true });
  fs.mkdirSync(reports, { recursive: true });
  const { status } = run(
    [
      ...[tool('vitest'), 'run', '--config', 'tests/vitest.config.ts'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
      ...filters,
    ],
    { stdio: 'inherit', env: { ...env, PARLEY_LEFT_OUT_FILE: leftOutReport } },
  );
  if (!fs.existsSync(vitestReport)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(fs.readFileSync(vitestReport, 'utf8'));
  // A file that does not load has no tests to fail; an error between two tests belongs to none.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function leftOut() {
  const lines = fs.existsSync(leftOutReport)
    ? fs.readFileSync(leftOutReport, 'utf8').trim().split('\n').filter(Boolean)
    : [];
  if (filters.length > 0) lines.push('format, lint and types (only some tests were asked for)');
  return [...new Set(lines)];
}

if (!check('build', [tool('turbo'), 'run', 'build', '--output-logs=errors-only'])) {
  fail('0 passed, 1 failed: without a build there is nothing to test');
}
if (filters.length === 0) {
  check('format', [tool('oxfmt'), '--check']);
  check('lint', [tool('oxlint')]);
  check('types', [tool('turbo'), 'run', 'typecheck', '--output-logs=errors-only', '--continue']);
}
const tests = runTests();

const missing = leftOut();
if (missing.length > 0) console.log(`left out: ${missing.join('; ')}`);
const passed = tests.passed + checksPassed;
const failed = tests.failed + checksFailed;
console.log(
  `${passed} passed, ${failed} failed, ${tests.skipped} skipped (${checksPassed + checksFailed} checks of the code, the rest tests)`,
);
process.exit(failed === 0 ? 0 : 1);
