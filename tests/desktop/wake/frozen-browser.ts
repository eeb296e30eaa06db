import { readdirSync, readFileSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { serveChromium } from '../../support/chromium.ts';

export interface FreezableBrowser extends AsyncDisposable {
  browser: Browser;
  /** All its processes stop where they are, as those of a laptop do whose lid is closed. */
  freeze(): void;
  thaw(): void;
}

/** Linux alone: it looks for the browser's processes in /proc. */
export async function freezableBrowser(): Promise<FreezableBrowser> {
  const served = await serveChromium();
  const { pid } = served.process();
  if (pid === undefined) throw new Error('the browser has no process');
  const browser = await chromium.connect(served.wsEndpoint());
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const each of [pid, ...descendantsOf(pid)]) signalIfThere(each, name);
  };
  return {
    browser,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async [Symbol.asyncDispose]() {
      signal('SIGCONT');
      await browser.close();
      await served.close();
    },
  };
}

/** A browser starts and ends processes all the time, also between the look at them and the signal. */
function signalIfThere(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
  }
}

function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : null;
    if (parent !== null) parents.set(Number(name), parent);
  }
  const family = new Set([pid]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [child, parent] of parents) if (family.has(parent)) family.add(child);
  }
  family.delete(pid);
  return [...family];
}

/** The name of a program, in brackets, may have brackets and spaces of its own. */
function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It has ended meanwhile.
    return null;
  }
}
