import { createLog } from './create-log.ts';
import { administer } from './account/administer.ts';
import { createDb } from './db/create-db.ts';
import { migrateToLatest } from './db/migrate.ts';
import { readEnv } from './env.ts';

/** `npm run account -- …`: what nobody may do over the network, for who has the server's shell. */
const env = readEnv(process.env);
const { db, raiseWall, close } = createDb(env, createLog(env.LOG_LEVEL), (cause) => {
  throw cause;
});
try {
  await migrateToLatest(db);
  await raiseWall();
  const { said, failed } = await administer(
    db,
    env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    process.argv.slice(2),
  );
  process.stdout.write(`${said}\n`);
  process.exitCode = failed ? 1 : 0;
} finally {
  await close();
}
