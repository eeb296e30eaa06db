import { AppError, notFound } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import type { CallMedia } from '../contract/call-views.ts';
import { isUniqueViolation } from '../db/database-errors.ts';
import type { Trx } from '../db/database.ts';
import { appendEvents, type Appended } from '../event-log/append-events.ts';
import { lockLiveCall, readCall } from './call.queries.ts';
import { dbOf, type Caller } from './call.policy.ts';
import { hasRelay } from './ice-servers.ts';
import type { Call } from './machine/call-state.ts';
import { lookBeforeStart, type BeforeStart, type PeopleToAnswer } from './look-before-start.queries.ts';
import { invite, transition } from './machine/transition.ts';
import { insertCall, storeStep } from './store-step.ts';
import { threadItem } from './thread-item.ts';

type StartServices = Pick<Services, 'db' | 'announce' | 'presence' | 'env' | 'limits'>;
interface Wish {
  callId: string;
  media: CallMedia;
  /** Whence it comes, for limits. */
  network: string | null;
}
/** Of these tries only the first counts against the caller. */
type Try = Wish & { isCounted: boolean };
interface Started {
  call: Call;
  appended: Appended[];
}

/** Two starts at once meet at an index; the loser looks again and finds the winner's call. */
const MAX_COLLISIONS = 5;

/**
 * Starts a call, or finds the one that lives: the same id again gets the same call (EL6); a start from the other
 * side answers it (glare); a start from the same side just sees it.
 * @throws AppError NOT_FOUND when the id is another conversation's call; TOO_MANY when the caller is in a call already;
 * RATE_LIMITED for a visitor who has called too often
 */
export async function startCall(
  services: StartServices,
  caller: Caller,
  wish: Wish,
  now = Date.now(),
): Promise<{ call: Call; visitorName: string }> {
  const { conversation } = caller;
  for (let collisions = 0; ; collisions += 1) {
    const before = await lookBeforeStart(services.db, wish.callId, conversation.id, peopleToAnswer(services, caller));
    if (before.known !== null) {
      if (before.known.conversationId !== conversation.id) throw notFound();
      return { call: await readCall(dbOf(services, caller), before.known.id), visitorName: before.visitorName };
    }
    try {
      const run = (trx: Trx) => startOnce(services, trx, caller, { ...wish, isCounted: collisions === 0 }, before, now);
      const { call, appended } = await dbOf(services, caller).transaction().execute(run);
      services.announce(appended);
      return { call, visitorName: before.visitorName };
    } catch (cause) {
      if (isInAnotherCall(cause)) throw new AppError('TOO_MANY', 'already in another call', { cause });
      if (!isCollision(cause) || collisions === MAX_COLLISIONS) throw cause;
    }
  }
}

/** One person, one call. */
export const isInAnotherCall = (cause: unknown): boolean =>
  isUniqueViolation(cause, 'call_visitor') || isUniqueViolation(cause, 'call_operator');

const isCollision = (cause: unknown): boolean =>
  ['call_live', 'call_pkey', 'call_alias_pkey'].some((index) => isUniqueViolation(cause, index));

async function startOnce(
  services: StartServices,
  trx: Trx,
  caller: Caller,
  wish: Try,
  before: BeforeStart,
  now: number,
): Promise<Started> {
  const { conversation, device } = caller;
  const live = before.isLive ? await lockLiveCall(trx, conversation.id) : null;
  if (live === null) return create(services, trx, caller, wish, before, now);

  await trx.insertInto('call_alias').values({ id: wish.callId, call_id: live.call.id }).execute();
  const step = transition(live.call, { type: 'rival', device, media: wish.media }, now);
  const context = { stream: live.stream, conversation, actor: caller.actor };
  return { call: step.call, appended: await storeStep(trx, live.call, step, context, now) };
}

async function create(
  { limits, env }: StartServices,
  trx: Trx,
  { conversation, device, actor }: Caller,
  wish: Try,
  { status, relayOnly, connectsEarly, allBusy }: BeforeStart,
  now: number,
): Promise<Started> {
  if (device.side === 'visitor' && wish.isCounted) {
    limits.take('callsByVisitor', device.partyId);
    limits.take('callsByNetwork', wish.network);
  }
  const step = invite(
    {
      id: wish.callId,
      media: wish.media,
      conversationId: conversation.id,
      projectId: conversation.projectId,
      caller: device,
      relayAvailable: hasRelay(env),
      relayOnly,
      connectsEarly,
      allBusy,
    },
    now,
  );
  const stream = await insertCall(trx, step.call);
  // A call is a word in the thread: like a message, it opens a closed conversation again.
  const reopen = threadItem(conversation, actor, { type: 'status', status: 'open' });
  const opened = status === 'open' ? [] : await appendEvents(trx, [reopen]);
  const appended = await storeStep(trx, step.call, step, { stream, conversation, actor }, now);
  return { call: step.call, appended: [...opened, ...appended] };
}

/** Whose being in another call makes this one busy: the visitor, or all operators that are there. */
function peopleToAnswer({ presence }: StartServices, { device, conversation }: Caller): PeopleToAnswer {
  const { projectId, visitorId } = conversation;
  if (device.side === 'operator') return { side: 'visitor_id', ids: [visitorId] };
  const there = presence.presentIn(projectId).flatMap((who) => (who.kind === 'operator' ? who.id : []));
  return { side: 'operator_id', ids: [...new Set(there)] };
}
