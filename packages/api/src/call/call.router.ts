import { operatorProcedure, participantProcedure } from '../access/procedures.ts';
import {
  callEventsInput,
  callInput,
  consultInput,
  declineCallInput,
  endCallInput,
  listenInput,
  relaysInput,
  reportCallInput,
  signalInput,
  startCallInput,
  transferCallInput,
} from '../contract/call-inputs.ts';
import type { CallDetailsView, CallView, IceServer } from '../contract/call-views.ts';
import { acceptCall } from './accept-call.ts';
import { callEvents, readCallEvents } from './call-events.ts';
import { callView } from './call-view.ts';
import { dbOf, requireCall, requireCaller, requireMedia, requireVisitorsCall, type CallAccess } from './call.policy.ts';
import { readCall } from './call.queries.ts';
import { declineCall } from './decline-call.ts';
import { endCall } from './end-call.ts';
import { handOverCall } from './hand-over-call.ts';
import { iceServers, relayUrls } from './ice-servers.ts';
import type { Call } from './machine/call-state.ts';
import { readReports } from './quality.queries.ts';
import { reportQuality } from './report-quality.ts';
import { sendSignal } from './send-signal.ts';
import { startCall } from './start-call.ts';
import { askToListen, consultColleague } from './start-side-call.ts';
import { cancelTransfer, transferCall } from './transfer-call.ts';

/** Plain, because tRPC takes no router of this name: see app-router. */
export const callProcedures = {
  start: participantProcedure.input(startCallInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const caller = await requireCaller(ctx, input.conversationId, 'write');
    const wish = { ...input, network: ctx.connection.network };
    const { call, visitorName } = await startCall(ctx, caller, wish);
    return callView(call, visitorName, caller.device.side);
  }),

  accept: participantProcedure
    .input(callInput)
    .mutation(async ({ ctx, input }): Promise<{ won: boolean; call: CallView }> => {
      const access = await requireCall(ctx, input.callId, 'write');
      const { won, call } = await acceptCall(ctx, access);
      return { won, call: viewOf(access, call) };
    }),

  decline: participantProcedure.input(declineCallInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const access = await requireCall(ctx, input.callId, 'write');
    return viewOf(access, await declineCall(ctx, access, input.scope));
  }),

  end: participantProcedure.input(endCallInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const access = await requireCall(ctx, input.callId, 'write');
    return viewOf(access, await endCall(ctx, access, input.reason));
  }),

  transfer: operatorProcedure.input(transferCallInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const access = await requireVisitorsCall(ctx, input.callId, 'write');
    return viewOf(access, await transferCall(ctx, access, input.operatorId));
  }),

  cancelTransfer: operatorProcedure.input(callInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const access = await requireVisitorsCall(ctx, input.callId, 'write');
    return viewOf(access, await cancelTransfer(ctx, access));
  }),

  consult: operatorProcedure.input(consultInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const access = await requireVisitorsCall(ctx, input.callId, 'write');
    return viewOf(access, await consultColleague(ctx, access, input));
  }),

  listen: operatorProcedure.input(listenInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const access = await requireVisitorsCall(ctx, input.callId, 'write');
    return viewOf(access, await askToListen(ctx, access, input));
  }),

  handOver: operatorProcedure.input(callInput).mutation(async ({ ctx, input }): Promise<CallView> => {
    const access = await requireCall(ctx, input.callId, 'write');
    return viewOf(access, await handOverCall(ctx, access));
  }),

  signal: participantProcedure.input(signalInput).mutation(async ({ ctx, input }): Promise<{ seq: number }> => {
    const access = await requireCall(ctx, input.callId, 'write');
    return sendSignal(ctx, access, input);
  }),

  iceServers: participantProcedure.input(callInput).query(async ({ ctx, input }): Promise<IceServer[]> => {
    const access = await requireCall(ctx, input.callId, 'write');
    requireMedia(await readCall(dbOf(ctx, access), access.callId), access.device);
    if (ctx.caller.kind === 'visitor') ctx.limits.take('relayCredentialsByVisitor', ctx.caller.id);
    return iceServers(ctx.env, access.callId);
  }),

  /** For a look at the network before a call: a relay that is there answers whoever has no credentials, too. */
  relays: participantProcedure
    .input(relaysInput)
    .query(({ ctx }): { urls: string[] } => ({ urls: relayUrls(ctx.env) })),

  report: participantProcedure.input(reportCallInput).mutation(async ({ ctx, input }): Promise<void> => {
    const access = await requireCall(ctx, input.callId, 'write');
    await reportQuality(ctx, access, input.report);
  }),

  details: operatorProcedure.input(callInput).query(async ({ ctx, input }): Promise<CallDetailsView> => {
    const access = await requireCall(ctx, input.callId, 'read');
    const call = viewOf(access, await readCall(dbOf(ctx, access), access.callId));
    return { call, quality: await readReports(dbOf(ctx, access), access.callId) };
  }),

  events: participantProcedure.input(callEventsInput).subscription(async function* ({ ctx, input, signal }) {
    const access = await requireCall(ctx, input.callId, 'read');
    const until = signal ?? new AbortController().signal;
    const reading = { lastEventId: input.lastEventId, signal: until, writable: () => ctx.connection.writable() };
    yield* access.mayAnswer ? callEvents(ctx, access, reading) : readCallEvents(ctx, access, reading);
  }),
};

const viewOf = ({ visitorName, device }: CallAccess, call: Call): CallView => callView(call, visitorName, device.side);
