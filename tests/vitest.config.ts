import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './support/longest-first.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A server starts in well under this, also on a busy machine with two cores. */
const TEST_MS = 30_000;
const BROWSER_MS = 90_000;
/** What a page shows some time is waited for as long as for a locator: a busy machine is no failure. */
const POLL_MS = 30_000;

const UNIT_TESTS = 'packages/*/{src,test,tests}/**/*.test.{ts,tsx}';
/** Pages in a Chromium, without media. */
const PAGE_TESTS = 'tests/**/*.page.test.ts';
/** Whatever else needs a Chromium: calls. */
const BROWSER_TESTS = 'tests/**/*.browser.test.ts';

const inBrowser = {
  globalSetup: [here('support/find-browser.ts')],
  testTimeout: BROWSER_MS,
  hookTimeout: BROWSER_MS,
  expect: { poll: { timeout: POLL_MS } },
};

export default defineConfig({
  test: {
    root: here('..'),
    globalSetup: [here('support/find-services.ts')],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'node',
          include: ['tests/**/*.test.ts', UNIT_TESTS],
          exclude: ['**/node_modules/**', '**/dist/**', PAGE_TESTS, BROWSER_TESTS],
          // Tests wait for processes and sockets more than they compute.
          maxWorkers: 2,
          testTimeout: TEST_MS,
          hookTimeout: TEST_MS,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...inBrowser,
          name: 'pages',
          include: [PAGE_TESTS],
          // A page and its server take turns at waiting for each other.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...inBrowser,
          name: 'browser',
          include: [BROWSER_TESTS],
          // Calls need the processor for their media: one browser at a time, after everything else.
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
