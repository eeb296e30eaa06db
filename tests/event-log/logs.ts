import { testDatabases, type DatabaseKind } from '../support/database.ts';
import { directLog } from './direct-log.ts';
import type { LogImplementation } from './log-node.ts';
import { realLog } from './real-log.ts';

/** Both ways to read the log, on each database that is at hand. */
export function logs(): { log: LogImplementation; kind: DatabaseKind }[] {
  return [realLog, directLog].flatMap((log) => testDatabases().map((kind) => ({ log, kind })));
}
