import type { CallEndReason } from '@parley/api/contract/call-views';
import type { Stage } from '../stage.ts';

/** What happens in the middle of a call in which both hear each other. */
export interface Act {
  /** Resolves when the harm is done, and healed where it heals. What has to become of the call then is `leads`. */
  play(stage: Stage): Promise<void>;
  /** `sound`: both hear each other again, both follow the call, and hanging up ends it. Else: why it ends for the operator. */
  leads: 'sound' | CallEndReason;
  /** The project's own setting, whatever the network's is. */
  relayOnly?: boolean;
  /** From before the first page is opened, all packets of both clients are kept: `stage.captures`. */
  captures?: true;
}
