import type { Connection, VisitorCaller } from '../access/caller.ts';
import { AppError } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import { userAgentOf } from '../access/user-agent.ts';
import type { Attributes, StartedView } from '../contract/views.ts';
import { findVisitorsConversation } from '../conversation/conversation.queries.ts';
import type { Db, Trx } from '../db/database.ts';
import { publicProject } from '../project/project.queries.ts';
import { updateVisitor, visitorExists } from './visitor.queries.ts';
import type { Page } from './visitor.table.ts';

/** What the page says about a visitor; nobody has signed it. */
export interface Seen {
  attributes?: Attributes | undefined;
  page?: Page | undefined;
}

/**
 * Notes that he is here, and what the page says about him. Where he begins by this, it is a part of that: whoever is refused
 * here has not become anybody, and whoever has is told so.
 * @param db of his project
 * @throws AppError TOO_MANY when his attributes would be more than a visitor may have; UNAUTHENTICATED when he was erased since he came
 */
export async function noteVisit(
  db: Db | Trx,
  { presence, connection }: { presence: Services['presence']; connection: Connection },
  visitor: VisitorCaller,
  seen: Seen,
): Promise<StartedView> {
  const { id, projectId, token, verifiedUntil, renew } = visitor;
  const page = seen.page && { ...seen.page, url: withoutSecrets(seen.page.url) };
  const attributes = await updateVisitor(db, visitor, { ...seen, page, userAgent: userAgentOf(connection) });
  if (attributes === null && !(await visitorExists(db, visitor))) throw new AppError('UNAUTHENTICATED');
  if (attributes === null) throw new AppError('TOO_MANY', 'too many attributes');
  return {
    visitor: { id, attributes },
    visitorToken: token,
    project: { id: projectId, ...(await publicProject(db, projectId)), online: presence.isTeamOnline(projectId) },
    conversation: await findVisitorsConversation(db, id),
    verifiedForMs: verifiedUntil === null ? null : Math.max(0, verifiedUntil.getTime() - Date.now()),
    renew,
  };
}

/** Behind `?` and `#` stand searches, tokens and names, and an operator needs none of them to know where somebody is. */
const withoutSecrets = (address: string): string => address.replace(/[?#].*$/s, '');
