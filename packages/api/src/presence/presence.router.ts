import { AppError } from '../access/app-error.ts';
import type { Participant } from '../access/caller.ts';
import { participantProcedure, router } from '../access/procedures.ts';
import type { Context } from '../access/services.ts';
import { presenceEventsInput, setTypingInput } from '../contract/inputs.ts';
import type { PresenceEvent } from '../contract/events.ts';
import { personOf, requireConversation } from '../conversation/conversation.policy.ts';
import { requireMember } from '../project/project.policy.ts';
import { presenceEvents, type PresenceView } from './presence-events.ts';

export const presenceRouter = router({
  setTyping: participantProcedure.input(setTypingInput).mutation(async ({ ctx, input }): Promise<void> => {
    const { id, projectId } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'write');
    ctx.presence.setTyping({ conversationId: id, projectId, who: personOf(ctx.caller), typing: input.typing });
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
  return {
    channels: [`typing:${conversationId}`, peer.channel],
    initial: () => [{ type: 'online', who: peer.who, online: peer.online() }],
    isOwn: isBy(caller),
  };
}

function isBy(caller: Participant): (event: PresenceEvent) => boolean {
  return ({ who }) => who.kind === caller.kind && who.id === caller.id;
}
