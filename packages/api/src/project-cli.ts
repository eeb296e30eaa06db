import { createLog } from './create-log.ts';
import { createDb } from './db/create-db.ts';
import { migrateToLatest } from './db/migrate.ts';
import { readEnv } from './env.ts';
import { administerProjects } from './project/administer.ts';

/** `npm run project -- …`: as `account-cli.ts`, for projects. */
const env = readEnv(process.env);
const { db, raiseWall, close } = createDb(env, createLog(env.LOG_LEVEL), (cause) => {
  throw cause;
});
try {
  await migrateToLatest(db);
  await raiseWall();
  const { said, failed } = await administerProjects(db, process.argv.slice(2));
  process.stdout.write(`${said}\n`);
  process.exitCode = failed ? 1 : 0;
} finally {
  await close();
}
