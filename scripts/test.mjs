/**
 * `npm test`: everything that must hold before a commit, on a fresh clone as well.
 * `npm test -- <vitest filters>`: only the build and the tests that fit.
 * The last line is the sum; a check of the code counts as one.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, root, setUp, tool } from './setup.mjs';

/** Servers are started by the hundred, and each would compile the same sources anew. */
const COMPILED = path.join(root, 'node_modules/.cache/parley-compiled');

const filters = process.argv.slice(2);
const project = setUp();
const sum = { passed: 0, failed: 0, skipped: 0 };

if (check('build', () => build(project))) {
  if (filters.length === 0) {
    check('format', () => quietly([tool('oxfmt'), '--check']));
    check('lint', () => quietly([tool('oxlint'), '--quiet']));
    check('dead code', () => quietly([tool('knip')]));
    check('types', () => quietly([tool('turbo'), 'run', 'typecheck', '--output-logs=errors-only', '--continue']));
  }
  runTests();
}
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exit(sum.failed === 0 ? 0 : 1);

function check(name, holds) {
  const started = Date.now();
  const passed = holds();
  sum[passed ? 'passed' : 'failed'] += 1;
  console.log(`${passed ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return passed;
}

/** Runs a tool; its output is shown when it finds something. */
function quietly(args) {
  const { status, stdout, stderr } = spawnSync(project.node, args, {
    cwd: root,
    env: project.env,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) console.log(`${stdout ?? ''}${stderr ?? ''}`);
  return status === 0;
}

function runTests() {
  const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-tests-'));
  const results = path.join(reports, 'results.json');
  // Written by the tests' set-up: one line for each service that is not at hand.
  const leftOut = path.join(reports, 'left-out.txt');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  const { status } = spawnSync(
    project.node,
    [tool('vitest'), 'run', '--config', 'tests/vitest.config.ts', ...reporters, ...filters],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...project.env, PARLEY_LEFT_OUT_FILE: leftOut, NODE_COMPILE_CACHE: COMPILED },
    },
  );
  addResults(results, status);
  sayLeftOut(leftOut);
  fs.rmSync(reports, { recursive: true });
}

function addResults(file, status) {
  const failedBefore = sum.failed;
  if (fs.existsSync(file)) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      fs.readFileSync(file, 'utf8'),
    );
    // A file that does not load has no tests to fail.
    const broken = testResults.filter((each) => each.status === 'failed' && each.assertionResults.length === 0);
    sum.passed += numPassedTests;
    sum.failed += numFailedTests + broken.length;
    sum.skipped += numPendingTests + numTodoTests;
  }
  // What went wrong outside of any test: an unhandled rejection, vitest itself, no tests at all.
  if (status !== 0 && sum.failed === failedBefore) sum.failed += 1;
}

function sayLeftOut(file) {
  const noted = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  // Two kinds of browser tests miss the same browser.
  const lines = [...new Set(noted)];
  if (filters.length > 0) lines.push('format, lint, dead code and types (only some tests were asked for)');
  if (lines.length > 0) console.log(`left out: ${lines.join('; ')}`);
}
