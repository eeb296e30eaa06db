import { randomBytes } from 'node:crypto';
import pg from 'pg';

export const POSTGRES = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres:postgres@127.0.0.1:5432/postgres';

export const newDatabaseName = (): string => `parley_planted_${randomBytes(6).toString('hex')}`;

/** @throws Error with one line when there is no server. */
export async function findServer(): Promise<void> {
  const server = new pg.Client({ connectionString: POSTGRES });
  try {
    await server.connect();
    await server.end();
  } catch (cause) {
    throw new Error('Planted bugs need a Postgres server, at TEST_DATABASE_URL or 127.0.0.1:5432', { cause });
  }
}

/** If it is there, with whoever is connected to it. */
export async function dropDatabase(name: string): Promise<void> {
  const server = new pg.Client({ connectionString: POSTGRES });
  await server.connect();
  await server.query(`drop database if exists ${name} with (force)`);
  await server.end();
}
