import type { LogNode } from './log-node.ts';

/** What becomes of a hint. `lie`: it names a seq that does not exist; a hint carries no truth. */
export const FATES = ['deliver', 'lose', 'double', 'late', 'lie'] as const;
export type Fate = (typeof FATES)[number];

const FAR_AHEAD = 1_000_000;

/** Carries hints between nodes as badly as it is told to. */
export class BadBus {
  readonly nodes: LogNode[] = [];
  fate: Fate = 'deliver';
  readonly #late: [streamId: number, seq: number][] = [];

  publish(streamId: number, seq: number): void {
    switch (this.fate) {
      case 'deliver':
        return this.#tell(streamId, seq);
      case 'lose':
        return;
      case 'double':
        this.#tell(streamId, seq);
        return this.#tell(streamId, seq);
      case 'late':
        this.#late.push([streamId, seq]);
        return;
      case 'lie':
        return this.#tell(streamId, seq + FAR_AHEAD);
    }
  }

  /** The late ones come, the last first. */
  releaseLate(): void {
    for (const [streamId, seq] of this.#late.splice(0).toReversed()) this.#tell(streamId, seq);
  }

  #tell(streamId: number, seq: number): void {
    for (const node of this.nodes) node.hint(streamId, seq);
  }
}
