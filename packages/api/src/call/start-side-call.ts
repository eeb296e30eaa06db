import { AppError, notFound } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import type { SideCallKind } from '../contract/call-views.ts';
import { isUniqueViolation } from '../db/database-errors.ts';
import type { Trx } from '../db/database.ts';
import type { Appended } from '../event-log/append-events.ts';
import { callSettings } from '../project/project.queries.ts';
import { dbOf, placeBeside, requireColleague, requireHolder, type CallAccess } from './call.policy.ts';
import { findCallTogether, lockCall, readCall } from './call.queries.ts';
import { hasRelay } from './ice-servers.ts';
import type { Beside, Call, Device, Person } from './machine/call-state.ts';
import { sameDevice } from './machine/legs.ts';
import { invite } from './machine/transition.ts';
import { isInAnotherCall } from './start-call.ts';
import { insertCall, storeStep } from './store-step.ts';

type SideServices = Pick<Services, 'db' | 'announce' | 'env'>;

/**
 * The operator asks a colleague: his devices ring, and the visitor learns nothing of it.
 * @throws AppError as `requireColleague` and `start`; FORBIDDEN on a device that does not have the visitor's call
 */
export async function consultColleague(
  services: SideServices,
  access: CallAccess,
  { sideCallId, operatorId }: { sideCallId: string; operatorId: string },
): Promise<Call> {
  const { device } = access;
  return start(services, access, sideCallId, async (call) => {
    if (!sameDevice(requireHolder(call), device)) throw new AppError('FORBIDDEN', 'another device has this call');
    const colleague = await requireColleague(services.db, call, device, operatorId);
    return { kind: 'consult', caller: device, operator: device, colleague };
  });
}

/**
 * A colleague asks to hear the call; the device that has it rings, and decides.
 * @throws AppError INVALID_INPUT for one's own call; as `start`
 */
export async function askToListen(
  services: SideServices,
  access: CallAccess,
  { sideCallId }: { sideCallId: string },
): Promise<Call> {
  const { device } = access;
  return start(services, access, sideCallId, (call) => {
    const operator = requireHolder(call);
    if (operator.partyId === device.partyId) throw new AppError('INVALID_INPUT', 'callId: a colleague’s call');
    return { kind: 'listen', caller: { ...device, side: 'colleague' }, operator, colleague: device };
  });
}

interface Parties {
  kind: SideCallKind;
  caller: Device;
  operator: Device;
  colleague: Person;
}

/**
 * The same id again gets the same call (EL6).
 * @throws AppError TOO_MANY when there is one beside this call already, or the colleague is in another; FORBIDDEN while
 * nobody talks; CALL_OVER; NOT_FOUND when the id is another call's
 */
async function start(
  services: SideServices,
  access: CallAccess,
  id: string,
  partiesIn: (call: Call) => Parties | Promise<Parties>,
): Promise<Call> {
  const known = await findKnown(services, access, id);
  if (known !== null) return known;
  const parties = await partiesIn(await readCall(dbOf(services, access), access.callId));
  try {
    const run = dbOf(services, access)
      .transaction()
      .execute((trx) => create(services, trx, access, id, parties));
    const { call, appended } = await run;
    services.announce(appended);
    return call;
  } catch (cause) {
    if (isUniqueViolation(cause, 'call_pkey')) return start(services, access, id, partiesIn);
    const isTaken = isInAnotherCall(cause) || isUniqueViolation(cause, 'call_beside');
    throw isTaken ? new AppError('TOO_MANY', 'already in another call', { cause }) : cause;
  }
}

async function findKnown(services: SideServices, access: CallAccess, id: string): Promise<Call | null> {
  const { callId, device } = access;
  const found = await findCallTogether(services.db, id);
  if (found === null) return null;
  const { beside } = found;
  if (beside?.callId !== callId || placeBeside(device, beside) === null) throw notFound();
  return readCall(dbOf(services, access), id);
}

async function create(
  { env }: SideServices,
  trx: Trx,
  { callId, conversation, actor }: CallAccess,
  id: string,
  { kind, caller, operator, colleague }: Parties,
  now = Date.now(),
): Promise<{ call: Call; appended: Appended[] }> {
  // Under its lock the visitor's call neither ends nor goes to another operator unseen.
  const { call: visitors } = await lockCall(trx, callId, null);
  if (!sameDevice(requireHolder(visitors), operator)) throw new AppError('FORBIDDEN', 'another device has this call');
  const { partyId, name, deviceId } = operator;
  const beside: Beside = {
    kind,
    callId,
    operator: { partyId, name, deviceId },
    colleague: { partyId: colleague.partyId, name: colleague.name },
  };
  const step = invite(
    {
      id,
      media: 'audio',
      conversationId: conversation.id,
      projectId: conversation.projectId,
      caller,
      beside,
      relayAvailable: hasRelay(env),
      relayOnly: (await callSettings(trx, conversation.projectId)).relayOnly,
      // Nobody is listened to, or asked, before he has said yes.
      connectsEarly: false,
      allBusy: false,
    },
    now,
  );
  const stream = await insertCall(trx, step.call);
  return { call: step.call, appended: await storeStep(trx, step.call, step, { stream, conversation, actor }, now) };
}
