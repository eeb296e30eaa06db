import { LIMITS } from '@parley/api/contract/wire';

/**
 * Calls that this window has declined for itself: they ring on for others, and must not ring here again after a reload.
 * No longer than a call rings: what is offered later is a colleague's, who hands it over.
 */
const KEY = 'parley.declined';

export interface DeclinedCalls {
  /** Those that may still ring elsewhere. */
  read(): string[];
  add(callId: string): void;
}

export function declinedInThisWindow(): DeclinedCalls {
  const entries = () =>
    (sessionStorage.getItem(KEY) ?? '')
      .split(' ')
      .map((entry) => entry.split('@'))
      .filter(([, at]) => Date.now() - Number(at) < LIMITS.ringMs);
  return {
    read: () => entries().flatMap(([callId]) => callId ?? []),
    add(callId) {
      const kept = [...entries(), [callId, String(Date.now())]];
      sessionStorage.setItem(KEY, kept.map((entry) => entry.join('@')).join(' '));
    },
  };
}
