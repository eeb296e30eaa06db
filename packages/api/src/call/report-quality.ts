import { AppError } from '../access/app-error.ts';
import type { CallQualityReport } from '../contract/call-views.ts';
import type { Db } from '../db/database.ts';
import { dbOf, type CallAccess } from './call.policy.ts';
import { readCall } from './call.queries.ts';
import { hasTalked } from './machine/legs.ts';
import { putReport } from './quality.queries.ts';

/** A summary is made when a call is over, and may have to wait for a socket. */
const LATE_MS = 60_000;

/**
 * What the call was like on this device.
 * @throws AppError FORBIDDEN for a device that never had the call, and between operators, CALL_OVER when it has been over for too long
 */
export async function reportQuality(
  services: { db: Db },
  access: CallAccess,
  report: CallQualityReport,
  now = Date.now(),
): Promise<void> {
  const { callId, device } = access;
  const db = dbOf(services, access);
  const call = await readCall(db, callId);
  const { side } = device;
  if (side === 'colleague' || call.beside !== undefined) throw new AppError('FORBIDDEN', 'kept of calls with visitors');
  if (!hasTalked(call, device)) throw new AppError('FORBIDDEN', 'this device has not had the call');
  if (call.state === 'ended' && now > call.endedAt + LATE_MS) throw new AppError('CALL_OVER');
  await putReport(db, callId, { ...device, side }, report, new Date(now));
}
