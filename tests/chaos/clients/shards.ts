import { fork, type ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isFromShard, type FromShard, type Shard, type ToShard } from './messages.ts';

/** The slowest of their answers is that all calls have ended, and a call's own patience is a minute and a half. */
const ANSWER_MS = 300_000;
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

type Answer<K extends FromShard['kind']> = Extract<FromShard, { kind: K }>;

/** The processes that the clients live in: one event loop for so many. */
export class Shards implements Disposable {
  readonly #children: ChildProcess[];
  readonly #onProblem: (text: string) => void;
  readonly #progress = new Map<ChildProcess, Answer<'progress'>>();
  /** Rejects when one of them ends before its time. */
  readonly #failed = Promise.withResolvers<never>();
  #leaving = false;

  private constructor(count: number, onProblem: (text: string) => void) {
    this.#onProblem = onProblem;
    this.#failed.promise.catch(() => undefined);
    this.#children = Array.from({ length: count }, () => this.#fork());
  }

  static async begin(shards: readonly Shard[], onProblem: (text: string) => void): Promise<Shards> {
    const all = new Shards(shards.length, onProblem);
    try {
      await all.#ask('ready', (index) => {
        const shard = shards[index];
        if (shard === undefined) throw new Error('a process without a share');
        return { kind: 'begin', shard };
      });
      return all;
    } catch (cause) {
      all[Symbol.dispose]();
      throw cause;
    }
  }

  /** Added up over all processes. */
  progress(): Omit<Answer<'progress'>, 'kind'> {
    const sum = { acknowledged: 0, unanswered: 0, applied: 0, calls: 0 };
    for (const { acknowledged, unanswered, applied, calls } of this.#progress.values()) {
      sum.acknowledged += acknowledged;
      sum.unanswered += unanswered;
      sum.applied += applied;
      sum.calls += calls;
    }
    return sum;
  }

  /** @returns the calls whose signals were not all heard before their end. */
  async settle(): Promise<string[]> {
    const answers = await this.#ask('settled', () => ({ kind: 'settle' }));
    return answers.flatMap(({ unsettledCalls }) => unsettledCalls);
  }

  /** @returns who did not get to the head of his stream. */
  async reach(heads: Record<string, number>): Promise<string[]> {
    const answers = await this.#ask('reached', () => ({ kind: 'reach', heads }));
    return answers.flatMap(({ missing }) => missing);
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    await this.#ask('left', () => ({ kind: 'leave' }));
  }

  [Symbol.dispose](): void {
    this.#leaving = true;
    for (const child of this.#children) child.kill('SIGKILL');
  }

  #fork(): ChildProcess {
    const child = fork(MAIN, { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    child.on('message', (message: unknown) => {
      if (!isFromShard(message)) return;
      if (message.kind === 'problem') this.#onProblem(message.text);
      if (message.kind === 'progress') this.#progress.set(child, message);
    });
    child.once('exit', (code, signal) => {
      if (!this.#leaving) this.#failed.reject(new Error(`a process of clients ended: ${code ?? signal}`));
    });
    return child;
  }

  /** Says something to each, and waits until each has answered. */
  async #ask<K extends FromShard['kind']>(kind: K, messageFor: (index: number) => ToShard): Promise<Answer<K>[]> {
    const answers = this.#children.map((child, index) => {
      const answered = new Promise<Answer<K>>((resolve) => {
        const listen = (message: unknown): void => {
          if (!isFromShard(message) || !isOf(kind, message)) return;
          child.off('message', listen);
          resolve(message);
        };
        child.on('message', listen);
      });
      child.send(messageFor(index));
      return answered;
    });
    const timer = new AbortController();
    const late = pause(ANSWER_MS, null, { signal: timer.signal }).then(() => {
      throw new Error(`the clients have not said "${kind}" in ${ANSWER_MS / 1_000} s`);
    });
    try {
      return await Promise.race([Promise.all(answers), this.#failed.promise, late]);
    } finally {
      timer.abort();
    }
  }
}

const isOf = <K extends FromShard['kind']>(kind: K, message: FromShard): message is Answer<K> => message.kind === kind;
