import { sql } from 'kysely';
import type { Logger } from 'pino';
import { LIMITS } from '../contract/wire.ts';
import type { Db } from '../db/database.ts';
import { acrossProjects } from '../db/scope.ts';
import type { Device } from './machine/call-state.ts';

/** Two renewals may fail before a lease runs out. */
const RENEW_MS = LIMITS.leaseMs / 3;

interface Attached {
  callId: string;
  device: Device;
}

/**
 * Keeps the leases of the devices that read their call's events in this process: one statement for all of them.
 * It touches no call row, so it waits for no transition and no transition waits for it.
 */
export class CallLeases {
  readonly #db: Db;
  readonly #log: Logger;
  readonly #attached = new Set<Attached>();
  readonly #timer: NodeJS.Timeout;

  constructor(db: Db, log: Logger) {
    this.#db = acrossProjects(db);
    this.#log = log;
    this.#timer = setInterval(() => void this.#renew([...this.#attached]), RENEW_MS);
  }

  /** From now on; the result ends it: then the lease has its full time once more, to come back in. */
  hold(callId: string, device: Device): () => Promise<void> {
    const attached: Attached = { callId, device };
    this.#attached.add(attached);
    return () => {
      this.#attached.delete(attached);
      return this.#renew([attached]);
    };
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** A failure is made good by the next round. */
  async #renew(attached: readonly Attached[], now = Date.now()): Promise<void> {
    if (attached.length === 0) return;
    try {
      await renewLeases(this.#db, attached, new Date(now + LIMITS.leaseMs));
    } catch (cause) {
      this.#log.warn({ err: cause }, 'call leases were not renewed');
    }
  }
}

/** In the order of the key, so that two processes can't wait for each other; a lease never gets shorter. */
export async function renewLeases(db: Db, attached: readonly Attached[], until: Date): Promise<void> {
  const rows = attached.map(({ callId, device }) => ({ c: callId, p: device.partyId, d: device.deviceId }));
  await sql`
    insert into call_lease (call_id, party_id, device_id, until)
    select distinct a.c, a.p, a.d, ${until}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as a(c uuid, p uuid, d uuid)
    join call on call.id = a.c and call.state <> 'ended'
    order by 1, 2, 3
    on conflict (call_id, party_id, device_id) do update
      set until = greatest(call_lease.until, excluded.until)`.execute(db);
}

/**
 * Of devices that went away, so that a stranger's many tabs leave nothing, and of calls that are over: their end does not do it,
 * as it would wait for renewals, and they for it. Whatever is being renewed just now stays.
 */
export async function dropLeftLeases(db: Db, now: Date): Promise<void> {
  await sql`
    delete from call_lease l
    using (select ctid from call_lease where until < ${now}::timestamptz for update skip locked) gone
    where l.ctid = gone.ctid`.execute(db);
}
