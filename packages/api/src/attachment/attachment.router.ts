import { notFound } from '../access/app-error.ts';
import type { Participant } from '../access/caller.ts';
import { participantProcedure, router } from '../access/procedures.ts';
import { linkExpiry, type Viewer } from '../access/signed-link.ts';
import { attachmentInput, attachmentLinksInput, beginAttachmentInput } from '../contract/inputs.ts';
import type { AttachmentLink, AttachmentProgress, AttachmentView } from '../contract/views.ts';
import { requireConversation } from '../conversation/conversation.policy.ts';
import { inProject } from '../db/scope.ts';
import { maySee, requireOwnAttachment } from './attachment.policy.ts';
import { findAttachments, type AttachmentRow } from './attachment.queries.ts';
import { beginAttachment } from './begin-attachment.ts';
import { cancelAttachment } from './cancel-attachment.ts';
import type { Files } from './files.ts';
import { finishAttachment } from './finish-attachment.ts';
import { signLink } from './links.ts';

export const attachmentRouter = router({
  begin: participantProcedure
    .input(beginAttachmentInput)
    .mutation(async ({ ctx, input }): Promise<AttachmentProgress> => {
      const conversation = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'write');
      return beginAttachment(ctx, ctx.caller, ctx.connection.network, conversation, input);
    }),

  finish: participantProcedure.input(attachmentInput).mutation(async ({ ctx, input }): Promise<AttachmentView> => {
    return finishAttachment(ctx, await requireOwnAttachment(ctx.db, ctx.caller, input));
  }),

  /** Takes back what has not been sent. */
  cancel: participantProcedure.input(attachmentInput).mutation(async ({ ctx, input }): Promise<void> => {
    await cancelAttachment(ctx, await requireOwnAttachment(ctx.db, ctx.caller, input));
  }),

  /** For whoever asks alone, and for minutes. Those that are not there are left out. */
  links: participantProcedure.input(attachmentLinksInput).query(async ({ ctx, input }): Promise<AttachmentLink[]> => {
    ctx.limits.take('fileLinksByPerson', ctx.caller.id);
    const { projectId } = await requireConversation(ctx.db, ctx.caller, input.conversationId, 'read');
    const rows = await findAttachments(inProject(ctx.db, projectId), input.conversationId, input.attachmentIds);
    const seen = rows.filter((row) => maySee(row, ctx.caller));
    if (seen.length === 0) throw notFound();
    return seen.map((row) => linkTo(ctx.files, ctx.caller, row));
  }),
});

function linkTo({ key, origin }: Files, caller: Participant, row: AttachmentRow): AttachmentLink {
  const viewer: Viewer = { kind: caller.kind, sessionId: caller.sessionId };
  const expires = linkExpiry(Date.now());
  const url = (object: 'file' | 'thumb'): string =>
    (origin ?? '') +
    signLink(key, { conversationId: row.conversation_id, attachmentId: row.id, object, viewer }, expires);
  return {
    id: row.id,
    url: url('file'),
    thumbUrl: row.thumb_size === null ? null : url('thumb'),
    expiresAt: new Date(expires),
  };
}
