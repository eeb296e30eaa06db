import type { OperatorCaller } from '../access/caller.ts';
import { record } from '../audit/audit.queries.ts';
import type { AuditVerb } from '../contract/audit.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';

interface ProjectChange {
  name?: string | undefined;
  allowedOrigins?: string[] | undefined;
  /** These hold for calls that begin from now on. */
  relayOnly?: boolean | undefined;
  connectsEarly?: boolean | undefined;
  /** Also for what has been said already. */
  editMinutes?: number | null | undefined;
  previewsTyping?: boolean | undefined;
}

/** What the audit log calls a change of this column. */
const VERBS = {
  name: 'project.renamed',
  allowed_origins: 'project.origins-changed',
  relay_only: 'project.calls-changed',
  connects_early: 'project.calls-changed',
  edit_minutes: 'project.messages-changed',
  previews_typing: 'project.messages-changed',
} as const satisfies Record<string, AuditVerb>;
const COLUMNS = ['name', 'allowed_origins', 'relay_only', 'connects_early', 'edit_minutes', 'previews_typing'] as const;

/** Fields that are absent stay as they are; what says the same as before is no change. */
export async function updateProject(
  db: Db,
  caller: OperatorCaller,
  projectId: string,
  { name, allowedOrigins, relayOnly, connectsEarly, editMinutes, previewsTyping }: ProjectChange,
): Promise<void> {
  const wanted = {
    name: name?.trim(),
    allowed_origins: allowedOrigins && [...new Set(allowedOrigins)],
    relay_only: relayOnly,
    connects_early: connectsEarly,
    edit_minutes: editMinutes,
    previews_typing: previewsTyping,
  };
  await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      const before = await trx
        .selectFrom('project')
        .select(COLUMNS)
        .where('id', '=', projectId)
        .forNoKeyUpdate()
        .executeTakeFirstOrThrow();
      const changed = COLUMNS.filter(
        (column) => wanted[column] !== undefined && JSON.stringify(wanted[column]) !== JSON.stringify(before[column]),
      );
      if (changed.length === 0) return;
      const change = Object.fromEntries(changed.map((column) => [column, wanted[column]]));
      await trx.updateTable('project').set(change).where('id', '=', projectId).execute();
      for (const verb of new Set(changed.map((column) => VERBS[column])))
        await record(trx, projectId, { verb, actorId: caller.id });
    });
}
