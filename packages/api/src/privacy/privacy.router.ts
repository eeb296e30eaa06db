import { operatorProcedure, provenProcedure, router } from '../access/procedures.ts';
import { exportCalls } from '../call/call-export.queries.ts';
import {
  exportCallsInput,
  exportEventsInput,
  projectInput,
  projectVisitorInput,
  retentionInput,
} from '../contract/inputs.ts';
import type { RecordedConversationEvent, RecordedNoteEvent } from '../contract/events.ts';
import type {
  ErasureView,
  ExportedCall,
  ExportHead,
  RetentionPreview,
  RetentionRules,
} from '../contract/privacy-views.ts';
import { inProject } from '../db/scope.ts';
import { readEvents } from '../event-log/read-events.ts';
import { requireAdmin, requireMember, requireOwner } from '../project/project.policy.ts';
import { beginExport } from './begin-export.ts';
import { eraseVisitor } from './erase-visitor.ts';
import { listErasures } from './erasure.queries.ts';
import { requireExport } from './privacy.policy.ts';
import { previewRules, readRules } from './retention.queries.ts';
import { setRules } from './set-rules.ts';

/** Of an export: 200 of the longest messages are some 3 MB. */
const PAGE = 200;
const CALLS = 50;

export const privacyRouter = router({
  eraseVisitor: provenProcedure.input(projectVisitorInput).mutation(async ({ ctx, input }): Promise<void> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    const { inbox } = await requireMember(ctx.db, ctx.caller, input.projectId);
    await eraseVisitor(ctx, ctx.caller, { ...input, inbox });
  }),

  /** What is out of sight and not gone yet. */
  erasures: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<ErasureView[]> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return listErasures(ctx.db, input.projectId);
  }),

  beginExport: provenProcedure.input(projectVisitorInput).mutation(async ({ ctx, input }): Promise<ExportHead> => {
    await requireAdmin(ctx.db, ctx.caller, input.projectId);
    return beginExport(ctx, ctx.caller, input);
  }),

  /** The next page of a conversation, or of the notes beside it; a short one is the last. */
  exportEvents: operatorProcedure
    .input(exportEventsInput)
    .query(async ({ ctx, input }): Promise<(RecordedConversationEvent | RecordedNoteEvent)[]> => {
      const { stream, notes } = await requireExport(ctx.db, ctx.caller, input);
      const events = await readEvents(ctx.db, input.part === 'events' ? stream : notes, input.afterSeq, PAGE);
      return events.map(({ body, ...recorded }) => ({ ...body, ...recorded }));
    }),

  exportCalls: operatorProcedure.input(exportCallsInput).query(async ({ ctx, input }): Promise<ExportedCall[]> => {
    const { id: conversationId, visitorId } = await requireExport(ctx.db, ctx.caller, input);
    const db = inProject(ctx.db, input.projectId);
    return exportCalls(db, { conversationId, visitorId, afterId: input.afterId ?? null }, CALLS);
  }),

  retention: operatorProcedure.input(projectInput).query(async ({ ctx, input }): Promise<RetentionRules> => {
    await requireMember(ctx.db, ctx.caller, input.projectId);
    return readRules(inProject(ctx.db, input.projectId), input.projectId);
  }),

  /** What these rules would erase if they were in force now; nothing is changed. */
  previewRetention: operatorProcedure.input(retentionInput).query(async ({ ctx, input }): Promise<RetentionPreview> => {
    await requireOwner(ctx.db, ctx.caller, input.projectId);
    return previewRules(inProject(ctx.db, input.projectId), input.projectId, input);
  }),

  setRetention: provenProcedure.input(retentionInput).mutation(async ({ ctx, input }): Promise<void> => {
    await requireOwner(ctx.db, ctx.caller, input.projectId);
    await setRules(ctx.db, ctx.caller, input.projectId, input);
  }),
});
