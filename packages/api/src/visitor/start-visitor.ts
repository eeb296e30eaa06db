import { randomUUIDv7 } from 'node:crypto';
import type { Connection, GuestCaller, VisitorCaller } from '../access/caller.ts';
import { createToken, hashToken } from '../access/tokens.ts';
import { AppError } from '../access/app-error.ts';
import type { Attributes } from '../contract/views.ts';
import type { Services } from '../access/services.ts';
import { insertVisitorSession } from '../access/visitor-session.queries.ts';
import type { Db } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { userAgentOf } from './user-agent.ts';
import { insertVisitor, updateVisitor, visitorExists } from './visitor.queries.ts';
import type { Page } from './visitor.table.ts';

/**
 * A guest becomes a visitor with a token of this project; who came with a token goes on as who he was. From here
 * on the socket is his.
 * @throws AppError RATE_LIMITED when there are too many new ones
 */
export async function startVisitor(
  { db, limits }: Pick<Services, 'db' | 'limits'>,
  connection: Connection,
  caller: GuestCaller | VisitorCaller,
): Promise<VisitorCaller> {
  if (caller.kind === 'visitor') return caller;
  limits.take('identitiesByNetwork', connection.network);
  limits.take('identitiesByProject', caller.projectId);
  return createVisitor(db, caller, userAgentOf(connection));
}

/**
 * Notes that he is here, and what the page says about him; nobody has signed that.
 * @returns all his attributes
 * @throws AppError TOO_MANY when they would be more than a visitor may have; UNAUTHENTICATED when he was erased since he came
 */
export async function noteVisit(
  db: Db,
  connection: Connection,
  visitor: { id: string; projectId: string },
  seen: { attributes?: Attributes | undefined; page?: Page | undefined },
): Promise<Attributes> {
  const { page } = seen;
  const told = {
    ...seen,
    page: page && { ...page, url: withoutSecrets(page.url) },
    userAgent: userAgentOf(connection),
  };
  const attributes = await updateVisitor(db, visitor, told);
  if (attributes === null && !(await visitorExists(db, visitor))) throw new AppError('UNAUTHENTICATED');
  if (attributes === null) throw new AppError('TOO_MANY', 'too many attributes');
  return attributes;
}

/** Behind `?` and `#` stand searches, tokens and names, and an operator needs none of them to know where somebody is. */
const withoutSecrets = (address: string): string => address.replace(/[?#].*$/s, '');

async function createVisitor(
  db: Db,
  { projectId, origin }: GuestCaller,
  userAgent: string | null,
): Promise<VisitorCaller> {
  const token = createToken('visitor');
  const tokenHash = hashToken(token);
  const id = randomUUIDv7();
  const sessionId = await inProject(db, projectId)
    .transaction()
    .execute(async (trx) => {
      await insertVisitor(trx, { id, projectId, tokenHash, userAgent });
      return insertVisitorSession(trx, { visitorId: id, tokenHash, origin, verifiedUntil: null, verifiedBy: null });
    });
  const fresh = { rights: 0, verifiedUntil: null, renew: false };
  return { kind: 'visitor', id, projectId, token, sessionId, origin, ...fresh };
}
