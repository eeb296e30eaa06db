import { AssertionError } from 'node:assert';
import { inspect } from 'node:util';

/** Longer than anything but a call that nobody answers. */
const STEP_MS = 30_000;
/** Of what was expected and what came: a hundred messages would bury the line. */
const SHOWN_CHARS = 500;

export interface CheckResult {
  passed: number;
  failed: number;
  skipped: number;
}

/** A step has failed and was reported; what builds on it is not tried. */
class StepFailed extends Error {
  override name = 'StepFailed';
}

/**
 * Says each step's outcome as it comes:
 *
 *   PASS  a duplicate send is answered with the first result
 *   FAIL  the ring times out (expected 'no_answer', came 'unreachable')
 */
export class Check {
  readonly #say: (line: string) => void;
  readonly #result: CheckResult = { passed: 0, failed: 0, skipped: 0 };

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Steps that build on each other: one that fails ends its scene, and the next scene begins. */
  async scene(name: string, run: () => Promise<void>): Promise<void> {
    this.#say(`— ${name}`);
    try {
      await run();
    } catch (cause) {
      if (!(cause instanceof StepFailed)) this.#fail(`${name}: between two steps`, cause);
    }
  }

  /** One step; fails by throwing, as assertions do, or by taking longer than `ms`. */
  async step<T>(what: string, run: () => Promise<T> | T, ms = STEP_MS): Promise<T> {
    const started = Date.now();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`expected within ${ms / 1_000} s, nothing came`)), ms);
    try {
      const value = await Promise.race([run(), late.promise]);
      this.#result.passed += 1;
      this.#say(`PASS  ${what}${tookLong(Date.now() - started)}`);
      return value;
    } catch (cause) {
      this.#fail(what, cause);
      throw new StepFailed(what, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  /** What cannot be looked at here, and why. */
  skip(what: string, why: string): void {
    this.#result.skipped += 1;
    this.#say(`SKIP  ${what} (${why})`);
  }

  progress(text: string): void {
    this.#say(`      ${text}`);
  }

  get result(): CheckResult {
    return this.#result;
  }

  #fail(what: string, cause: unknown): void {
    this.#result.failed += 1;
    this.#say(`FAIL  ${what} (${explain(cause)})`);
  }
}

/** Said only of what made somebody wait. */
const tookLong = (ms: number): string => (ms < 1_000 ? '' : ` — ${(ms / 1_000).toFixed(1)} s`);

function explain(cause: unknown): string {
  if (!(cause instanceof AssertionError)) return cause instanceof Error ? cause.message : String(cause);
  const show = (value: unknown): string =>
    inspect(value, { depth: 4, compact: true, breakLength: Infinity }).slice(0, SHOWN_CHARS);
  const said = cause.generatedMessage ? '' : `${cause.message}: `;
  return `${said}expected ${show(cause.expected)}, came ${show(cause.actual)}`;
}
