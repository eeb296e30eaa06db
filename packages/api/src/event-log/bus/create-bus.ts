import type { Logger } from 'pino';
import type { Env } from '../../env.ts';
import type { Bus } from './bus.ts';
import { localBus } from './local.ts';
import { NatsBus } from './nats.ts';
import { PostgresBus } from './postgres.ts';

/** One process needs none; several share their Postgres server, and a large fleet NATS. */
export function createBus(
  env: Pick<Env, 'DATABASE_URL' | 'NATS_URL'>,
  installationId: string,
  log: Logger,
): { bus: Bus; kind: 'local' | 'postgres' | 'nats' } {
  if (env.DATABASE_URL === undefined) return { bus: localBus, kind: 'local' };
  if (env.NATS_URL !== undefined) return { bus: new NatsBus(env.NATS_URL, installationId, log), kind: 'nats' };
  return { bus: new PostgresBus(env.DATABASE_URL, log), kind: 'postgres' };
}
