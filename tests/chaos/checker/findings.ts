export const FINDING_KINDS = ['lost', 'doubled', 'reordered', 'divergent', 'hole', 'late', 'leaked', 'buffer'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  kind: FindingKind;
  /** Of SPEC.md. */
  rule: string;
  text: string;
}

/** One mistake can show in every line of a long history; so many of a kind tell enough. */
const KEPT = 20;

export class Findings {
  readonly kept: Finding[] = [];
  readonly counts: Record<FindingKind, number> = {
    lost: 0,
    doubled: 0,
    reordered: 0,
    divergent: 0,
    hole: 0,
    late: 0,
    leaked: 0,
    buffer: 0,
  };

  add(kind: FindingKind, rule: string, text: string): void {
    this.counts[kind] += 1;
    if (this.counts[kind] <= KEPT) this.kept.push({ kind, rule, text });
  }

  get total(): number {
    return FINDING_KINDS.reduce((sum, kind) => sum + this.counts[kind], 0);
  }
}

/** What the rules hold the system to, and how patient they are. */
export interface Bounds {
  /** EL5: even with a dead bus. */
  lateMs: number;
  /** For the clients' own machine: timers and a busy event loop are no fault of the server. */
  slackMs: number;
  /** Whatever the weather: no fault lasts so long, and no patience of a client. */
  stuckMs: number;
  /** After a heal nobody is judged for so long. */
  graceMs: number;
  /** TR5: the gate, and an event for each of 100 subscriptions that it lets through. */
  bufferBytes: number;
}

export const BOUNDS: Bounds = {
  lateMs: 2_000,
  slackMs: 1_000,
  stuckMs: 120_000,
  graceMs: 5_000,
  bufferBytes: (256 + 100 * 8) * 1024,
};
