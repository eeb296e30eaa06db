import { CLIENT_LIMITS } from '@parley/api/contract/wire';

/** A part that takes longer shows no progress for too long; one that is quicker costs more round trips than it needs. */
const QUICK_MS = 500;
const SLOW_MS = 2_000;
const FIRST = 128 * 1024;

/** How much goes into the next request: as much as this line carries in about a second. */
export class PartSize {
  bytes: number = FIRST;

  took(ms: number): void {
    if (ms < QUICK_MS) this.bytes = Math.min(this.bytes * 2, CLIENT_LIMITS.partBytes);
    if (ms > SLOW_MS) this.halve();
  }

  halve(): void {
    this.bytes = Math.max(this.bytes / 2, CLIENT_LIMITS.minPartBytes);
  }
}
