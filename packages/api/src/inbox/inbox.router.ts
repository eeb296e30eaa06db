import { operatorProcedure, router } from '../access/procedures.ts';
import { inboxEventsInput, projectInput } from '../contract/inputs.ts';
import { followStream } from '../event-log/follow-stream.ts';
import { requireMember } from '../project/project.policy.ts';
import { countConversations, type InboxCounts } from './inbox.queries.ts';
import { presentPointers } from './present-pointers.ts';

export const inboxRouter = router({
  counts: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<InboxCounts> => {
    await requireMember(ctx.db, ctx.caller, input.projectId);
    return countConversations(ctx.db, input.projectId, ctx.caller.id);
  }),

  events: operatorProcedure.input(inboxEventsInput).subscription(async ({ ctx, input, signal }) => {
    const { inbox } = await requireMember(ctx.db, ctx.caller, input.projectId);
    const { id, name } = ctx.caller;
    return followStream(ctx, {
      stream: inbox,
      lastEventId: input.lastEventId,
      signal,
      open: () => ctx.presence.attach({ kind: 'operator', id, name, projectId: input.projectId }),
      present: (events) => presentPointers(ctx, { projectId: input.projectId, viewerId: id }, events),
    });
  }),
});
