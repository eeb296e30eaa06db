/** All that calls are measured on: two networks behind NATs, a browser in each, coturn, Postgres, and three signalings. */
import { mkdtemp } from 'node:fs/promises';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { iceServers } from '../../packages/api/src/call/ice-servers.ts';
import { launchIn } from '../../tests/calls-lab/browsers.ts';
import { buildInternet, Network, SITE_ADDRESS, type Client } from '../../tests/calls-lab/network.ts';
import { startTurn } from '../../tests/calls-lab/turn.ts';
import { start } from '../../tests/chaos/cluster/children.ts';
import { postgresDirectory, PostgresServer, query } from '../../tests/chaos/cluster/postgres-server.ts';
import type { PostgresPrograms } from '../../tests/chaos/cluster/programs.ts';
import { createProject, registerOperator } from '../../tests/support/people.ts';
import { startServerProcess } from '../../tests/support/server-process.ts';
import { UNLIMITED } from '../../tests/support/unlimited.ts';
import { bundle } from './bundle.ts';
import { CONTESTANTS, WAYS, type ContestantName, type WayName } from './contestants.ts';
import { DelayLine } from './delay-line.ts';
import type { Seat } from './page/bench.ts';
import { warmUp } from './warm-up.ts';

export interface Stand {
  browsers: Record<Client, Browser>;
  lines: Record<ContestantName, DelayLine>;
  scripts: Record<ContestantName, string>;
  rtc: RTCConfiguration;
  /** A project and its operator for each way. */
  people: Record<WayName, Pick<Seat, 'projectKey' | 'projectId' | 'sessionToken'>>;
}

/**
 * Servers do not stand on visitors' machines. What is started before the browsers, all three signalings and this process among
 * it, need not wait for a core that they fill while they open their microphones.
 */
const AS_ON_ITS_OWN = -10;

const PEER_SERVERS = fileURLToPath(new URL('peer-servers.ts', import.meta.url));

/** Once, in a world of its own, which ends with this process. */
export async function buildStand(programs: PostgresPrograms): Promise<Stand> {
  setPriority(AS_ON_ITS_OWN);
  await buildInternet();
  const root = await mkdtemp(join(tmpdir(), 'calls-bench-'));
  const postgres = await PostgresServer.create(programs, postgresDirectory(tmpdir(), 0));
  await postgres.start();
  const turn = await startTurn(tmpdir());
  const env = {
    ...UNLIMITED,
    DATABASE_URL: postgres.url,
    DATA_DIR: join(root, 'no-data'),
    HOST: SITE_ADDRESS,
    ...turn.env,
  };
  const server = await startServerProcess({ env });
  await warmUp(server.url);
  const ports = await startPeerServers(root);
  await Network.build('cone');
  const lineTo = (url: string): Promise<DelayLine> => DelayLine.start(SITE_ADDRESS, new URL(url));
  const { TURN_URLS, TURN_SECRET } = turn.env;
  setPriority(0);
  const browsers = { visitor: await launchIn('visitor', root), operator: await launchIn('operator', root) };
  setPriority(AS_ON_ITS_OWN);
  return {
    browsers,
    lines: {
      parley: await lineTo(server.url),
      peerjs: await lineTo(`http://${SITE_ADDRESS}:${ports.peerJs}`),
      'simple-peer': await lineTo(`http://${SITE_ADDRESS}:${ports.relay}`),
    },
    scripts: {
      parley: await bundle(CONTESTANTS.parley.page),
      peerjs: await bundle(CONTESTANTS.peerjs.page),
      'simple-peer': await bundle(CONTESTANTS['simple-peer'].page),
    },
    rtc: { iceServers: iceServers({ TURN_URLS: TURN_URLS.split(','), TURN_SECRET }, 'calls-bench') },
    people: {
      straight: await peopleFor('straight', server.url, postgres.url),
      relay: await peopleFor('relay', server.url, postgres.url),
      early: await peopleFor('early', server.url, postgres.url),
    },
  };
}

async function startPeerServers(root: string): Promise<{ peerJs: number; relay: number }> {
  const child = start(process.execPath, [PEER_SERVERS, SITE_ADDRESS], {}, join(root, 'peers.log'));
  const line = await child.line((text) => text.startsWith('ports '));
  const [, peerJs = 0, relay = 0] = line.split(' ').map(Number);
  return { peerJs, relay };
}

async function peopleFor(way: WayName, url: string, databaseUrl: string): Promise<Stand['people'][WayName]> {
  const operator = await registerOperator(url, way);
  const project = await createProject(url, operator);
  const { relayOnly, connectsEarly } = WAYS[way];
  const set = 'update project set relay_only = $1, connects_early = $2 where id = $3';
  await query(databaseUrl, set, [relayOnly, connectsEarly, project.id]);
  return { projectKey: project.key, projectId: project.id, sessionToken: operator.params.sessionToken };
}
