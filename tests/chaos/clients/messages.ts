/** What the run and its client processes say to each other, over the channel that `fork` opens. */

/** A project with its operators, each a session. */
export interface ProjectSeat {
  id: string;
  key: string;
  sessionTokens: string[];
}

/** One client process's share of everything. */
export interface Shard {
  name: string;
  /** The load balancer. */
  url: string;
  /** `performance.timeOrigin + performance.now()` when the run began. */
  origin: number;
  seed: number;
  historyFile: string;
  projects: ProjectSeat[];
  conversations: number;
  clients: number;
  messagesPerSecond: number;
  /** Dead sockets are noticed sooner than in the product. */
  quick: boolean;
}

export type ToShard =
  | { kind: 'begin'; shard: Shard }
  /** Nothing new is begun; what is under way is brought to its end. */
  | { kind: 'settle' }
  /** The head of each stream, by its name in the history: every reader has to get there. */
  | { kind: 'reach'; heads: Record<string, number> }
  | { kind: 'leave' };

export type FromShard =
  | { kind: 'ready' }
  | { kind: 'progress'; acknowledged: number; unanswered: number; applied: number; calls: number }
  | { kind: 'problem'; text: string }
  | { kind: 'settled'; unsettledCalls: string[] }
  /** Those who did not get there. */
  | { kind: 'reached'; missing: string[] }
  | { kind: 'left' };

const TO_SHARD: Record<ToShard['kind'], true> = { begin: true, settle: true, reach: true, leave: true };
const FROM_SHARD: Record<FromShard['kind'], true> = {
  ready: true,
  progress: true,
  problem: true,
  settled: true,
  reached: true,
  left: true,
};

export const isToShard = (value: unknown): value is ToShard => isOneOf(TO_SHARD, value);
export const isFromShard = (value: unknown): value is FromShard => isOneOf(FROM_SHARD, value);

/** Both ends are of one build; only what other code may send over the same channel is kept out. */
function isOneOf(kinds: Record<string, true>, value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && Object.hasOwn(kinds, String(value.kind));
}
