import type { Database } from '../cluster/database.ts';

/** What the database says of a call when all is quiet. */
export interface CallRecord {
  id: string;
  state: string;
  /** Between two operators, beside a visitor's: no word in the thread. */
  aside: boolean;
  /** Of the call's own row. */
  reason: string | null;
  /** Of each state in its log that says it is over: what both sides' devices are told. */
  told: (string | null)[];
  /** Is such a state the last one that the log tells? */
  toldLast: boolean;
  /** Of each end in the conversation's thread. */
  inThread: (string | null)[];
  /** Signals of which the log still knows what they said. */
  signals: number;
  /** Devices that count as there in a call that is over, beyond the time in which a sweep takes them out. */
  leases: number;
}

const RECORDS = `
  select c.id, c.state, c.beside is not null as aside, c.data ->> 'reason' as reason,
    array(select e.body -> 'call' ->> 'endReason' from event e
      where e.stream_id = c.stream_id and e.type = 'state' and e.body -> 'call' ->> 'state' = 'ended') as told,
    coalesce((select e.body -> 'call' ->> 'state' = 'ended' from event e
      where e.stream_id = c.stream_id and e.type = 'state' order by e.seq desc limit 1), false) as "toldLast",
    array(select e.body ->> 'reason' from event e join conversation v on v.stream_id = e.stream_id
      where v.id = c.conversation_id and e.type = 'call.ended' and e.body ->> 'callId' = c.id::text) as "inThread",
    (select count(*)::int from event e
      where e.stream_id = c.stream_id and e.type = 'signal' and jsonb_typeof(e.body -> 'signal') = 'object') as signals,
    (select count(*)::int from call_lease l
      where l.call_id = c.id and l.until < now() - interval '5 seconds') as leases
  from call c`;

export const readCalls = (database: Database): Promise<CallRecord[]> => database.query<CallRecord>(RECORDS);

/** Each call has ended, once, for one reason, which all who ask are told; and nothing of it is left. */
export function faultsOf(call: CallRecord): string[] {
  const { id, state, aside, reason, told, toldLast, inThread, signals, leases } = call;
  if (state !== 'ended') return [`call ${id} is stuck: it is ${state} when all is quiet (CL1)`];
  const faults: string[] = [];
  const say = (what: string): void => void faults.push(`call ${id} ${what}`);
  if (reason === null) say('ended without a reason (CL1)');
  if (told.length !== 1 || !toldLast) say(`ended ${told.length} times in its log, last: ${toldLast} (CL1)`);
  if (inThread.length !== (aside ? 0 : 1)) say(`ended ${inThread.length} times in its thread (CL1)`);
  const others = [...told, ...inThread].filter((each) => each !== reason);
  if (others.length > 0) say(`ended as ${reason}, and others are told ${others.join(', ')} (CL1)`);
  if (signals > 0) say(`is over, and ${signals} of its signals can still be read (CL2)`);
  if (leases > 0) say(`is over, and ${leases} devices are still in it (CL1)`);
  return faults;
}
