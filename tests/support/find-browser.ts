import type { TestProject } from 'vitest/node';
import { findChromium } from './chromium.ts';
import { noteLeftOut } from './left-out.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Is there a Chromium to run browser tests in? `describe.skipIf(!inject('hasChromium'))`. */
    hasChromium: boolean;
  }
}

/** Vitest's global set-up of the browser tests: also unpacks Chromium, which no single test should wait for. */
export async function setup(project: TestProject): Promise<void> {
  const chromium = await findChromium();
  project.provide('hasChromium', chromium !== null);
  if (chromium === null) {
    noteLeftOut('browser tests (no Chromium: set CHROME_BIN; the one that npm brings is for Linux x64 only)');
  }
}
