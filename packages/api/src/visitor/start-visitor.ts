import { randomUUIDv7 } from 'node:crypto';
import type { GuestCaller, VisitorCaller } from '../access/caller.ts';
import type { Context } from '../access/services.ts';
import { createToken, hashToken } from '../access/tokens.ts';
import { userAgentOf } from '../access/user-agent.ts';
import { insertVisitorSession } from '../access/visitor-session.queries.ts';
import type { StartedView } from '../contract/views.ts';
import type { Trx } from '../db/database.ts';
import { inProject } from '../db/scope.ts';
import { noteVisit, type Seen } from './started-view.ts';
import { insertVisitor } from './visitor.queries.ts';

type StartContext = Pick<Context, 'connection' | 'db' | 'limits' | 'presence'>;

/**
 * A guest becomes a visitor with a token of this project; who came with a token goes on as who he was. From here
 * on the socket is his.
 * @throws AppError RATE_LIMITED when there are too many new ones; as `noteVisit`; FORBIDDEN when the socket is becoming another's
 */
export async function startVisitor(
  context: StartContext,
  caller: GuestCaller | VisitorCaller,
  seen: Seen,
): Promise<StartedView> {
  const { connection, db, limits } = context;
  const { projectId } = caller;
  if (caller.kind === 'visitor') return noteVisit(inProject(db, projectId), context, caller, seen);
  const { started } = await connection.become((seat) => {
    limits.take('identitiesByNetwork', connection.network);
    limits.take('identitiesByProject', projectId);
    return inProject(db, projectId)
      .transaction()
      .execute(async (trx) => {
        const visitor = await createVisitor(trx, caller, userAgentOf(connection));
        seat(visitor.id);
        return { visitor, started: await noteVisit(trx, context, visitor, seen) };
      });
  });
  return started;
}

async function createVisitor(
  trx: Trx,
  { projectId, origin }: GuestCaller,
  userAgent: string | null,
): Promise<VisitorCaller> {
  const token = createToken('visitor');
  const tokenHash = hashToken(token);
  const id = randomUUIDv7();
  await insertVisitor(trx, { id, projectId, tokenHash, userAgent });
  const session = { visitorId: id, tokenHash, origin, verifiedUntil: null, verifiedBy: null };
  const sessionId = await insertVisitorSession(trx, session);
  const fresh = { rights: 0, verifiedUntil: null, renew: false };
  return { kind: 'visitor', id, projectId, token, sessionId, origin, ...fresh };
}
