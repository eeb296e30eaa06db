import { AppError } from '../access/app-error.ts';
import type { Participant } from '../access/caller.ts';
import { operatorProcedure, participantProcedure, router } from '../access/procedures.ts';
import type { Context } from '../access/services.ts';
import { presenceEventsInput, setLookingInput, setTypingInput } from '../contract/inputs.ts';
import type { PresenceEvent } from '../contract/events.ts';
import { operatorActor, personOf, requireConversation } from '../conversation/conversation.policy.ts';
import { inProject } from '../db/scope.ts';
import { publicProject } from '../project/project.queries.ts';
import { requireMember } from '../project/project.policy.ts';
import { presenceEvents, type PresenceView } from './presence-events.ts';

export const presenceRouter = router({
  setTyping: participantProcedure.input(setTypingInput).mutation(async ({ ctx, input }): Promise<void> => {
    const { caller, db, presence } = ctx;
    const { conversationId, typing } = input;
    // What is looked up for a preview must not make it later than the end of the typing.
    await presence.typingCalls.run(`${conversationId} ${caller.kind} ${caller.id}`, async (isNewest) => {
      const { id, projectId } = await requireConversation(db, caller, conversationId, 'write');
      const isShown = input.text !== undefined && caller.kind === 'visitor';
      const text =
        isShown && (await publicProject(inProject(db, projectId), projectId)).previewsTyping ? input.text : undefined;
      if (isNewest()) presence.setTyping({ conversationId: id, projectId, who: personOf(caller), typing, text });
    });
  }),

  /** For colleagues: who else looks at it, so that two do not answer at once. Over by itself, if it is not repeated. */
  setLooking: operatorProcedure.input(setLookingInput).mutation(async ({ ctx, input }): Promise<void> => {
    const { id } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
    const { caller, connection, presence } = ctx;
    const who = operatorActor(caller);
    presence.setLooking({ conversationId: id, who, deviceId: connection.deviceId, looking: input.looking });
  }),

  events: participantProcedure.input(presenceEventsInput).subscription(async function* ({ ctx, input, signal }) {
    const view =
      'projectId' in input
        ? await viewOfProject(ctx, ctx.caller, input.projectId)
        : await viewOfConversation(ctx, ctx.caller, input.conversationId);
    const until = signal ?? new AbortController().signal;
    yield* presenceEvents(ctx.presence, view, until, () => ctx.connection.writable());
  }),
});

async function viewOfProject(ctx: Context, caller: Participant, projectId: string): Promise<PresenceView> {
  if (caller.kind === 'visitor') throw new AppError('FORBIDDEN');
  await requireMember(ctx.db, caller, projectId);
  return {
    channels: [`project:${projectId}`],
    initial: () =>
      ctx.presence.presentIn(projectId).map((who): PresenceEvent => ({ type: 'online', who, online: true })),
    isOwn: isBy(caller),
  };
}

/** Operators see the visitor; the visitor sees whether anybody of the team is there, and who writes to him. */
async function viewOfConversation(ctx: Context, caller: Participant, conversationId: string): Promise<PresenceView> {
  const { projectId, visitorId } = await requireConversation(ctx.db, caller, conversationId, 'read');
  const peer =
    caller.kind === 'visitor'
      ? {
          channel: `team:${projectId}`,
          who: { kind: 'team' as const },
          online: () => ctx.presence.isTeamOnline(projectId),
        }
      : {
          channel: `visitor:${visitorId}`,
          who: { kind: 'visitor' as const, id: visitorId },
          online: () => ctx.presence.isVisitorOnline(visitorId),
        };
  // A visitor is not told who looks at him.
  const isOperator = caller.kind === 'operator';
  const lookers = (): PresenceEvent[] =>
    ctx.presence.lookersOf(conversationId).map((who) => ({ type: 'looking', conversationId, who, looking: true }));
  return {
    channels: [`typing:${conversationId}`, peer.channel, ...(isOperator ? [`looking:${conversationId}`] : [])],
    initial: () => [{ type: 'online', who: peer.who, online: peer.online() }, ...(isOperator ? lookers() : [])],
    isOwn: isBy(caller),
  };
}

function isBy(caller: Participant): (event: PresenceEvent) => boolean {
  return ({ who }) => who.kind === caller.kind && who.id === caller.id;
}
