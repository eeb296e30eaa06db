import type { TrackedEnvelope } from '@trpc/server';
import type { Services } from '../access/services.ts';
import type { CallEvent, RecordedCallEvent } from '../contract/events.ts';
import type { StoredEvent } from '../event-log/read-events.ts';
import { follow, type Outgoing } from '../event-log/subscriber.ts';
import { applyInput } from './apply-input.ts';
import { toCallView } from './call-view.ts';
import type { CallAccess } from './call.policy.ts';

type ReadServices = Pick<Services, 'db' | 'fanOut' | 'log'>;
interface Reading {
  lastEventId: string | null | undefined;
  signal: AbortSignal;
  writable: () => Promise<void>;
}

const SYSTEM = { kind: 'system' } as const;

/**
 * The call's events for a device that may take part. While it reads, the device counts as there: its lease is
 * renewed, and when it goes it has a lease's time to come back.
 */
export async function* callEvents(
  services: Pick<Services, 'db' | 'announce' | 'callLeases'> & ReadServices,
  access: CallAccess,
  reading: Reading,
): AsyncGenerator<TrackedEnvelope<CallEvent>, void, undefined> {
  const release = services.callLeases.hold(access.callId, access.device);
  const failed = new AbortController();
  try {
    // Beside the reading, which it keeps nothing from: whatever the device's coming makes of the call is an event like
    // any other, and comes by this same log. Who could not be counted as there must ask again.
    const attached = applyInput(services, access, { type: 'attached', device: access.device });
    attached.catch(() => failed.abort());
    yield* readCallEvents(services, access, { ...reading, signal: AbortSignal.any([reading.signal, failed.signal]) });
    await attached;
  } finally {
    await release();
  }
}

/**
 * The call's states, for all who take part in the conversation, and the signals for this very device (CL2).
 * Complete after the end: nothing can follow.
 */
export async function* readCallEvents(
  services: ReadServices,
  access: CallAccess,
  reading: Reading,
): AsyncGenerator<TrackedEnvelope<CallEvent>, void, undefined> {
  // Events may come from this process's memory, where no scrubbing has reached them.
  const { isOver } = access;
  const present = (events: StoredEvent<'call'>[]) =>
    events.filter(({ body }) => !isOver || body.type === 'state').flatMap((event) => forDevice(event, access));
  for await (const envelope of follow(services, { ...reading, stream: access.stream, present })) {
    yield envelope;
    const [, event] = envelope;
    if (event.type === 'state' && event.call.state === 'ended') return;
  }
}

function forDevice(
  { seq, id, at, actor, body }: StoredEvent<'call'>,
  access: CallAccess,
): Outgoing<RecordedCallEvent>[] {
  // Who lets it ring, or has said no, is not for the visitor to know: whom he talks with is in the call itself.
  const isHidden = access.device.side === 'visitor' && actor.kind === 'operator';
  const recorded = { seq, id, at, actor: isHidden ? SYSTEM : actor };
  if (body.type === 'state') {
    const call = toCallView(body.call, access.visitorName, access.device.side);
    return [{ seq, id, event: { ...recorded, type: 'state', call } }];
  }
  const { partyId, deviceId } = access.device;
  const isMine = body.to?.partyId === partyId && body.to.deviceId === deviceId;
  if (!isMine || body.signal === null) return [];
  return [{ seq, id, event: { ...recorded, type: 'signal', signalId: body.signalId, signal: body.signal } }];
}
