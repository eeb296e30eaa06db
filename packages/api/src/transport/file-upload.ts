import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AppError, notFound } from '../access/app-error.ts';
import { authenticate } from '../access/authenticate.ts';
import type { Participant } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { attachmentInput } from '../contract/inputs.ts';
import { LIMITS } from '../contract/wire.ts';
import { takePart, WrongOffset, type Part } from '../attachment/take-part.ts';
import { paramsOf, type HttpRules } from './http-caller.ts';

const whole = z
  .string()
  .regex(/^\d{1,12}$/)
  .transform(Number);
const partHeaders = z.object({ 'upload-offset': whole, 'content-length': whole });

/**
 * One part of a file: `PATCH /files/<conversation>/<file>` with its place as `Upload-Offset`, as the IETF's resumable uploads
 * have it. Whose it is comes in the headers, as on `/trpc`: such a URL is worth nothing to who finds it.
 */
export async function receivePart(
  services: Services,
  rules: HttpRules,
  req: IncomingMessage,
  res: ServerResponse,
  ids: string,
): Promise<void> {
  const { network } = rules.networks.of(req);
  services.limits.take('requestsByNetwork', network);
  const caller = await participant(services, req);
  const part = partOf(req, ids);
  services.limits.take(
    caller.kind === 'visitor' ? 'visitorSays' : 'operatorSays',
    caller.kind === 'visitor' ? caller.id : caller.sessionId,
  );
  try {
    const received = await takePart(services, caller, part, () => read(req, part.length));
    res.writeHead(204, { 'Upload-Offset': received, 'Cache-Control': 'no-store' }).end();
  } catch (cause) {
    if (cause instanceof WrongOffset) res.setHeader('Upload-Offset', cause.received);
    throw cause;
  }
}

async function participant({ db, env }: Services, req: IncomingMessage): Promise<Participant> {
  const { origin, host } = req.headers;
  const { caller } = await authenticate(db, env.PUBLIC_URL, { params: paramsOf(req), origin, host });
  if (caller.kind === 'visitor' || caller.kind === 'operator') return caller;
  throw new AppError(caller.kind === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
}

function partOf(req: IncomingMessage, ids: string): Part {
  const [conversationId, attachmentId, ...more] = ids.split('/');
  const which = attachmentInput.safeParse({ conversationId, attachmentId });
  if (!which.success || more.length > 0) throw notFound();
  const headers = partHeaders.safeParse(req.headers);
  if (!headers.success) throw new AppError('INVALID_INPUT', 'a part says its Upload-Offset and its Content-Length');
  const { 'upload-offset': offset, 'content-length': length } = headers.data;
  if (length === 0 || length > LIMITS.partBytes)
    throw new AppError('TOO_LARGE', `a part has 1 to ${LIMITS.partBytes} bytes`);
  return { ...which.data, offset, length };
}

/** @throws AppError INVALID_INPUT when the sender goes in the middle of it: nobody hears it */
async function read(req: IncomingMessage, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of req) chunks.push(Buffer.from(chunk));
  } catch (cause) {
    throw new AppError('INVALID_INPUT', `the request ended before its ${length} bytes`, { cause });
  }
  return Buffer.concat(chunks);
}
