import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createDb } from './db/create-db.ts';
import { dumpSchema, SCHEMA_FILE } from './db/dump-schema.ts';
import { migrateToLatest } from './db/migrate.ts';

/** `npm run schema -w packages/api`: writes `db/schema.sql` anew, after a change of the migrations. */
const directory = await mkdtemp(join(tmpdir(), 'parley-schema-'));
const { db, close } = createDb({ DATA_DIR: directory, DATABASE_URL: undefined }, pino({ level: 'warn' }), (cause) => {
  throw cause;
});
try {
  await migrateToLatest(db);
  await writeFile(SCHEMA_FILE, await dumpSchema(db));
} finally {
  await close();
  await rm(directory, { recursive: true });
}
