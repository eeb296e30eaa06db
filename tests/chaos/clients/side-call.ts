import { setTimeout as pause } from 'node:timers/promises';
import { parleyErrorOf } from '@parley/client';
import { v7 as uuidv7 } from 'uuid';
import type { Journal } from './journal.ts';
import { ASK_MS, Leg, type Device } from './leg.ts';
import { ask, within } from './patience.ts';

/** What a colleague has to do with a visitor's call. Left: whoever ends the visitor's call ends that one with it. */
export const ASIDES = ['consult', 'consult and hand over', 'consult, left', 'listen', 'listen, left'] as const;
export type Aside = (typeof ASIDES)[number];

export interface SidePlace {
  callId: string;
  conversationId: string;
  /** Who has the visitor's call. */
  holder: Device;
  colleague: Device;
}

const TALK_MS = 500;
const OVER_MS = 10_000;
/** Faults get in between: the call is over, somebody else has it, or one of the two is still in another one. */
const FAIR = ['CALL_OVER', 'NOT_FOUND', 'FORBIDDEN', 'TOO_MANY', 'CLOSED'];

/** A call beside a visitor's, from the ring to what becomes of it. @returns true when the colleague has the visitor's call now */
export async function holdSideCall(journal: Journal, place: SidePlace, aside: Aside): Promise<boolean> {
  const sideCallId = uuidv7();
  const { holder, colleague } = place;
  const [caller, callee] = aside.startsWith('listen') ? [colleague, holder] : [holder, colleague];
  const legs: Leg[] = [];
  try {
    if ((await begin(place, sideCallId, aside)) === null) return false;
    const legOf = (device: Device): Leg => new Leg(journal, device, sideCallId, place.conversationId);
    const rung = legOf(callee);
    legs.push(legOf(caller), rung);
    await rung.say({ kind: 'ringing' });
    const { call } = callee.client.api;
    if ((await ask(() => call.accept.mutate({ callId: sideCallId }), ASK_MS))?.won !== true) return false;
    await Promise.all(legs.map((leg) => leg.say({ kind: 'media', state: 'connected', gen: 0 })));
    await pause(TALK_MS);
    if (aside.endsWith('left')) return false;
    const { handOver, end } = caller.client.api.call;
    const finish = aside === 'consult and hand over' ? handOver : end;
    const over = await ask(() => finish.mutate({ callId: sideCallId }), ASK_MS);
    if (over !== null) await within(OVER_MS, Promise.all(legs.map((leg) => leg.over.promise)));
    return over?.endReason === 'transferred';
  } catch (cause) {
    const { code, retry } = parleyErrorOf(cause);
    if (!retry && !FAIR.includes(code)) journal.problem(`call ${sideCallId}, ${aside}, broke with ${code}`);
    return false;
  } finally {
    for (const leg of legs) leg.stop();
  }
}

async function begin({ callId, holder, colleague }: SidePlace, sideCallId: string, aside: Aside) {
  if (aside.startsWith('listen'))
    return ask(() => colleague.client.api.call.listen.mutate({ callId, sideCallId }), ASK_MS);
  const me = await ask(() => colleague.client.api.account.me.query(), ASK_MS);
  if (me === null) return null;
  return ask(() => holder.client.api.call.consult.mutate({ callId, sideCallId, operatorId: me.id }), ASK_MS);
}
