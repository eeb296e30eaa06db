import { createLog } from './create-log.ts';
import { createDb } from './db/create-db.ts';
import { migrateToLatest } from './db/migrate.ts';
import { readEnv } from './env.ts';

/** `npm run migrate`: brings the schema up to date and ends, for those who do not let the server do it at boot. */
const env = readEnv(process.env);
const log = createLog(env.LOG_LEVEL);
const { db, raiseWall, close } = createDb(env, log, (cause) => {
  throw cause;
});
try {
  const migrated = await migrateToLatest(db);
  // Makes the role that a server with fewer rights may be granted.
  log.info({ migrated, wall: await raiseWall() }, 'database is up to date');
} finally {
  await close();
}
