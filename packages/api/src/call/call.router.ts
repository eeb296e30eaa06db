import { participantProcedure } from '../access/procedures.ts';
import {
  callEventsInput,
  callInput,
  declineCallInput,
  endCallInput,
  signalInput,
  startCallInput,
} from '../contract/inputs.ts';
import type { CallView, IceServer } from '../contract/views.ts';
import type { Db } from '../db/database.ts';
import { acceptCall } from './accept-call.ts';
import { callEvents, readCallEvents } from './call-events.ts';
import { callView } from './call-view.ts';
import { mayAnswer, requireCall, requireCaller, requireMedia, type Caller } from './call.policy.ts';
import { nameOfVisitor, readCall } from './call.queries.ts';
import { declineCall } from './decline-call.ts';
import { endCall } from './end-call.ts';
import { iceServers } from './ice-servers.ts';
import type { Call } from './machine/call-state.ts';
import { sendSignal } from './send-signal.ts';
import { startCall } from './start-call.ts';

/** Plain, because tRPC takes no router of this name: see app-router. */
export const callProcedures = {
  start: participantProcedure.input(startCallInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const caller = await requireCaller(ctx, input.conversationId, 'write');
    return viewOf(ctx.db, caller, await startCall(ctx, caller, input));
  }),

  accept: participantProcedure
    .input(callInput)
    .mutation(async ({ ctx, input }): Promise<{ won: boolean; call: CallView }> => {
      const access = await requireCall(ctx, input.callId, 'write');
      const { won, call } = await acceptCall(ctx, access);
      return { won, call: await viewOf(ctx.db, access, call) };
    }),

  decline: participantProcedure.input(declineCallInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const access = await requireCall(ctx, input.callId, 'write');
    return viewOf(ctx.db, access, await declineCall(ctx, access, input.scope));
  }),

  end: participantProcedure.input(endCallInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const access = await requireCall(ctx, input.callId, 'write');
    return viewOf(ctx.db, access, await endCall(ctx, access, input.reason));
  }),

  signal: participantProcedure.input(signalInput).mutation(async ({ ctx, input }): Promise<{ seq: number }> => {
    const access = await requireCall(ctx, input.callId, 'write');
    return sendSignal(ctx, access, input);
  }),

  iceServers: participantProcedure.input(callInput).query(async ({ ctx, input }): Promise<IceServer[]> => {
    const access = await requireCall(ctx, input.callId, 'write');
    requireMedia(await readCall(ctx.db, access.callId), access.device);
    return iceServers(ctx.env, access.callId);
  }),

  events: participantProcedure.input(callEventsInput).subscription(async function* ({ ctx, input, signal }) {
    const access = await requireCall(ctx, input.callId, 'read');
    const until = signal ?? new AbortController().signal;
    const reading = { lastEventId: input.lastEventId, signal: until, writable: () => ctx.connection.writable() };
    const attaches = await mayAnswer(ctx.db, ctx.caller, access.conversation.projectId);
    yield* attaches ? callEvents(ctx, access, reading) : readCallEvents(ctx, access, reading);
  }),
};

const viewOf = async (db: Db, { conversation }: Caller, call: Call): Promise<CallView> =>
  callView(call, await nameOfVisitor(db, conversation.visitorId));
