import { AppError } from '../access/app-error.ts';
import { participantProcedure, router } from '../access/procedures.ts';
import { callEventsInput, callInput, declineCallInput, endCallInput, signalInput, startCallInput } from '../contract/inputs.ts';
import type { CallEvent } from '../contract/events.ts';
import type { CallView, IceServer } from '../contract/views.ts';
import type { TrackedEnvelope } from '@trpc/server';

// Signatures for the clients until the call feature's commit replaces this file.
export const callRouter = router({
  start: participantProcedure.input(startCallInput).mutation((): Promise<CallView> => { throw new AppError('UNAVAILABLE'); }),
  accept: participantProcedure.input(callInput).mutation((): Promise<{ won: boolean; call: CallView }> => { throw new AppError('UNAVAILABLE'); }),
  decline: participantProcedure.input(declineCallInput).mutation((): Promise<CallView> => { throw new AppError('UNAVAILABLE'); }),
  end: participantProcedure.input(endCallInput).mutation((): Promise<CallView> => { throw new AppError('UNAVAILABLE'); }),
  signal: participantProcedure.input(signalInput).mutation((): Promise<{ seq: number }> => { throw new AppError('UNAVAILABLE'); }),
  events: participantProcedure.input(callEventsInput).subscription(async function* (): AsyncGenerator<TrackedEnvelope<CallEvent>> { throw new AppError('UNAVAILABLE'); }),
  iceServers: participantProcedure.input(callInput).query((): Promise<IceServer[]> => { throw new AppError('UNAVAILABLE'); }),
});
