import type { Logger } from 'pino';
import { AppError } from '../../access/app-error.ts';
import { ObjectMissing } from './file-storage.ts';

/** Somebody has to make room or bring it back: it is not worth asking each second. */
const AWAY_MS = 10_000;

/**
 * Says of a storage that is full or away what clients understand. The log has the rest: its keys are ids.
 * @throws AppError UNAVAILABLE; ObjectMissing, which is for the caller to judge
 */
export async function stored<T>(log: Logger, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof ObjectMissing || cause instanceof AppError) throw cause;
    log.error({ err: cause }, 'the storage of files does not work');
    throw new AppError('UNAVAILABLE', 'files cannot be stored now; try again', { retryAfterMs: AWAY_MS, cause });
  }
}
