/**
 * `npm run soak -- --minutes N [--connections 2000] [--plant]`: one server on a Postgres database of its own, and a crowd
 * that comes, chats, stalls and goes. The baseline is taken when whole rounds of it, which fill caches, pools and the
 * allocator, leave the memory where it was. When the crowd has gone, everything is back where it was, or the run fails.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Postgres, query } from '../../bench/harness/postgres.ts';
import { seed } from '../../bench/harness/seed.ts';
import { UNLIMITED } from '../support/unlimited.ts';
import { Crowd } from './crowd.ts';
import type { Sample } from './probe.ts';
import { judge, table, type Soaked } from './verdict.ts';

/**
 * With the whole crowd in the house, as in the run, and long enough for most of it to have come and gone once: what the
 * allocators keep grows with the highest number of sockets at a time, and with how mixed their memory has become.
 */
const WARM_UP_MS = 60_000;
const WARM_UPS_MAX = 4;
/** A round that leaves the memory within this of where the one before left it has found it warm. */
const STILL_SHARE = 0.05;
/** Longer than all that remembers for a while: revoked sessions (30 s), idle database connections, presence, stalls. */
const SETTLE_MS = 40_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    connections: { type: 'string', default: '2000' },
    plant: { type: 'boolean', default: false },
  },
});

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

async function startServer(databaseUrl: string): Promise<{ child: ChildProcess; url: string }> {
  const args = ['--expose-gc', '--import', path('./probe.ts'), path('../../packages/api/src/main.ts')];
  const child = spawn(process.execPath, args, {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      TRUSTED_PROXIES: '127.0.0.1',
      ...UNLIMITED,
      ...(values.plant ? { SOAK_PLANT: '1' } : {}),
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (child.stdout === null) throw new Error('no stdout');
  const listening = Promise.withResolvers<string>();
  child.once('exit', () => listening.reject(new Error('the server ended')));
  createInterface(child.stdout).on('line', (line) => {
    const url = /"url":"(http:\/\/[^"]+)"/.exec(line)?.[1];
    if (url !== undefined && line.includes('"listening"')) listening.resolve(url);
  });
  return { child, url: await listening.promise };
}

async function soak(databaseUrl: string): Promise<boolean> {
  const { child, url } = await startServer(databaseUrl);
  const crowd = new Crowd(url, Number(values.connections));
  const look = async (): Promise<Soaked> => {
    const answer = once(child, 'message');
    child.send('sample');
    const [sample]: Sample[] = await answer;
    if (sample === undefined) throw new Error('no sample');
    const [row] = await query<{ count: string }>(
      databaseUrl,
      `select count(*) from pg_stat_activity where datname = current_database() and application_name like 'parley%'`,
    );
    return { ...sample, databaseConnections: Number(row?.count) };
  };
  /** @returns how it was with everybody there, and after the last had gone. */
  const round = async (ms: number): Promise<{ peak: Soaked; after: Soaked }> => {
    await crowd.start();
    await pause(ms);
    const peak = await look();
    const refused = [...crowd.refused].map(([why, count]) => `${count} × ${why}`).join(', ');
    console.log(
      `  ${crowd.size} here, ${crowd.came} came, ${crowd.acknowledged} acknowledged, refused: ${refused || 'none'}`,
    );
    await crowd.leave();
    await pause(SETTLE_MS);
    return { peak, after: await look() };
  };
  const warmUp = async (): Promise<Soaked> => {
    let { after: baseline } = await round(WARM_UP_MS);
    for (let nth = 1; nth < WARM_UPS_MAX; nth += 1) {
      const { residentBytes } = baseline;
      ({ after: baseline } = await round(WARM_UP_MS));
      if (baseline.residentBytes <= residentBytes * (1 + STILL_SHARE)) break;
    }
    return baseline;
  };
  try {
    console.log('Warm-up …');
    const baseline = await warmUp();
    console.log(`${values.minutes} minutes of ${values.connections} connections …`);
    const { peak, after } = await round(Number(values.minutes) * 60_000);
    const lines = judge(baseline, peak, after);
    console.log(table(lines));
    if (crowd.acknowledged === 0) throw new Error('nothing was said');
    if (crowd.refused.size > 0) throw new Error('some were turned away: what they would have cost is not known');
    return lines.every(({ flat }) => flat);
  } finally {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}

const postgres = await Postgres.find('soak');
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // The server ends with its channel.
  process.on(signal, () => void postgres.dropAll().finally(() => process.exit(1)));
}
try {
  const flat = await soak(postgres.urlOf(await seed(postgres, 0)));
  console.log(flat ? 'Flat.' : 'Not flat.');
  process.exitCode = flat ? 0 : 1;
} finally {
  await postgres.dropAll();
}
