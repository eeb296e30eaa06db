import { AppError } from '../access/app-error.ts';
import type { CallSignal, PeerSignal } from '../contract/events.ts';
import type { Services } from '../access/services.ts';
import { LIMITS } from '../contract/wire.ts';
import type { CallServices } from './apply-input.ts';
import { dbOf, type CallAccess } from './call.policy.ts';
import { lockCall } from './call.queries.ts';
import type { Input } from './machine/call-input.ts';
import type { Call, Device } from './machine/call-state.ts';
import { transition } from './machine/transition.ts';
import { privateSignal } from './private-signal.ts';
import { findSignal } from './signal.queries.ts';
import { storeStep } from './store-step.ts';

/**
 * Hands a signal to the other leg, or a report to the machine. The same id again gets the same seq, and nothing
 * happens twice (EL6). What is void (late, of an older generation, from a loser) gets a seq as well and goes nowhere.
 * @throws AppError CALL_OVER after the end, TOO_MANY over a limit, RATE_LIMITED for offers that come too fast; the call
 * lives on
 */
export async function sendSignal(
  services: CallServices & Pick<Services, 'limits'>,
  { callId, beside, conversation, actor, device }: CallAccess,
  { signalId, signal }: { signalId: string; signal: CallSignal },
  now = Date.now(),
): Promise<{ seq: number }> {
  if (signal.kind === 'description' && signal.type === 'offer')
    services.limits.take('offersByParty', `${callId}:${device.side}:${device.partyId}`);
  const run = dbOf(services, { conversation })
    .transaction()
    .execute(async (trx) => {
      const { call, stream } = await lockCall(trx, callId, beside);
      const step = transition(call, toInput(device, signalId, signal), now);
      const refusal = step.effects.find((effect) => effect.type === 'refuse');
      if (call.state === 'ended' || refusal !== undefined) {
        const known = await findSignal(trx, stream, signalId);
        if (known !== null) throw new Repeated(known.seq);
        throw refusal === undefined ? new AppError('CALL_OVER') : new AppError(refusal.code, 'too many signals');
      }
      const stored = { id: signalId, body: isForPeer(signal) ? forPeer(signal, call) : null };
      const appended = await storeStep(trx, call, step, { stream, conversation, actor, signal: stored }, now);
      // The signal's own row is the last one, after the news that it made.
      const own = appended.at(-1);
      if (own === undefined) throw new Error('a signal left no row');
      // The log knew it: what has been made of it here once more is undone.
      if (own.duplicate) throw new Repeated(own.seq);
      if (own.seq > LIMITS.callEvents) throw new AppError('TOO_MANY', 'too many signals');
      return { seq: own.seq, appended };
    });
  try {
    const { seq, appended } = await run;
    services.announce(appended);
    return { seq };
  } catch (cause) {
    if (cause instanceof Repeated) return { seq: cause.seq };
    throw cause;
  }
}

/** This signal was here before. */
class Repeated extends Error {
  override name = 'Repeated';
  readonly seq: number;
  constructor(seq: number) {
    super('a signal that is known');
    this.seq = seq;
  }
}

/**
 * Before anything is stored: what is in no log, no memory and no backup can't leak (CL3). A second try after a failure
 * is treated alike, also where the project lets calls go direct: its clients gather relays alone, so all that could be
 * taken away are stragglers of the first try, which would come in under the new generation's number.
 */
const forPeer = (signal: PeerSignal, call: Call): PeerSignal => (call.relayOnly ? privateSignal(signal) : signal);

const isForPeer = (signal: CallSignal): signal is PeerSignal =>
  signal.kind === 'description' || signal.kind === 'candidates' || signal.kind === 'tracks';

function toInput(device: Device, signalId: string, signal: CallSignal): Input {
  switch (signal.kind) {
    case 'description':
      return { type: 'described', device, signalId, gen: signal.gen, kind: signal.type };
    case 'candidates':
      return { type: 'candidates', device, signalId, gen: signal.gen, count: signal.candidates.length };
    case 'tracks':
      return { type: 'tracks', device, signalId, rev: signal.rev };
    case 'ringing':
      return { type: 'ringing', device };
    case 'early':
      return { type: 'early', device, reportId: signalId };
    case 'media':
      return { type: signal.state, device, gen: signal.gen, reportId: signalId };
    case 'restart':
      return { type: 'restart', device, what: signal.what, reportId: signalId };
    case 'left':
      return { type: 'left', device, reportId: signalId };
  }
}
