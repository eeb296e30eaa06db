import { randomUUIDv7 } from 'node:crypto';
import type { Connection, GuestCaller, VisitorCaller } from '../access/caller.ts';
import { createToken, hashToken } from '../access/tokens.ts';
import { AppError } from '../access/app-error.ts';
import type { Attributes } from '../contract/views.ts';
import type { Services } from '../access/services.ts';
import type { Db } from '../db/database.ts';
import { insertVisitor, updateVisitor } from './visitor.queries.ts';
import type { Page } from './visitor.table.ts';

const USER_AGENT_CHARS = 300;

/**
 * A guest becomes a visitor with a token of this project; who came with a token goes on as who he was. From here
 * on the socket is his.
 * @throws AppError TOO_MANY when the attributes would be more than a visitor may have; RATE_LIMITED when there are too many
 * new ones
 */
export async function startVisitor(
  { db, limits }: Pick<Services, 'db' | 'limits'>,
  connection: Connection,
  caller: GuestCaller | VisitorCaller,
  input: { attributes?: Attributes | undefined; page?: Page | undefined },
): Promise<{ visitor: VisitorCaller; attributes: Attributes }> {
  const userAgent = connection.userAgent?.slice(0, USER_AGENT_CHARS) ?? null;
  if (caller.kind === 'guest') {
    limits.take('identitiesByNetwork', connection.network);
    limits.take('identitiesByProject', caller.projectId);
  }
  const visitor = caller.kind === 'visitor' ? caller : await createVisitor(db, caller.projectId, userAgent);
  const attributes = await updateVisitor(db, visitor, { ...input, userAgent });
  if (attributes === null) throw new AppError('TOO_MANY', 'too many attributes');
  connection.caller = visitor;
  return { visitor, attributes };
}

async function createVisitor(db: Db, projectId: string, userAgent: string | null): Promise<VisitorCaller> {
  const token = createToken('visitor');
  const id = randomUUIDv7();
  await insertVisitor(db, { id, projectId, tokenHash: hashToken(token), userAgent });
  return { kind: 'visitor', id, projectId, token };
}
