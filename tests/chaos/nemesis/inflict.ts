import { setTimeout as pause } from 'node:timers/promises';
import type { TcpLine } from '../../support/tcp-line.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Random } from '../random.ts';
import type { Fault } from './schedule.ts';
import type { Staller } from './staller.ts';

/** Does it, and resolves when it is healed. Which lines are hit is left to `random`: there are never the same ones. */
export async function inflict(
  fault: Fault,
  { cluster, staller }: { cluster: Cluster; staller: Staller },
  random: Random,
): Promise<void> {
  const { database, nats } = cluster;
  switch (fault.name) {
    case 'node-kill':
      await cluster.killNode(fault.place);
      await pause(fault.downMs);
      await cluster.startNode(fault.place);
      return cluster.allReady();
    case 'node-stop':
    // What a loop that is blocked looks like from outside; no hook in the server is needed for it.
    case 'node-stall':
      cluster.node(fault.place).freeze();
      await pause(fault.forMs);
      cluster.node(fault.place).thaw();
      return cluster.allReady();
    case 'deploy':
      for (let place = 0; place < cluster.places; place += 1) await cluster.replaceNode(place, fault.order);
      return;
    case 'lines-cut':
    case 'lines-one-way':
    case 'lines-slow':
    case 'lines-sliced':
    case 'lines-half-open':
      return disturb(fault, cluster, random);
    case 'reader-stall':
      return staller.stall(fault.forMs);
    case 'bus-kill':
      if (nats === null) return database.terminate('parley-bus');
      await nats.kill();
      await pause(fault.downMs);
      return nats.restart();
    case 'bus-hold':
      // On Postgres the bus shares its way with the log; there only its loss is tried.
      if (nats === null) return database.terminate('parley-bus');
      nats.hold();
      await pause(fault.forMs);
      nats.release();
      return;
    case 'postgres-terminate':
      return database.terminate('parley%', fault.times, fault.everyMs);
    case 'postgres-restart':
      return database.restart();
    case 'failover':
      return database.failOver();
    case 'failover-lost-tail':
      return database.failOverLosingTail(fault.lagMs);
  }
}

type LineFault = Extract<Fault, { name: `lines-${string}` }>;

/** What happens to some of the clients' lines; those that come later are good ones. */
async function disturb(fault: LineFault, { front }: Cluster, random: Random): Promise<void> {
  const lines = front.proxy.lines().filter(() => random.next() < fault.share);
  switch (fault.name) {
    case 'lines-cut':
      for (const line of lines) line.cut();
      return;
    case 'lines-one-way':
      for (const line of lines) line.hold(fault.direction);
      await pause(fault.forMs);
      for (const line of lines) {
        if (fault.ends === 'cut') line.cut();
        else line.release(fault.direction);
      }
      return;
    case 'lines-slow':
      return during(lines, fault.forMs, { slow: fault });
    case 'lines-sliced':
      return during(lines, fault.forMs, fault);
    case 'lines-half-open':
      front.proxy.halfOpen(lines);
      await pause(fault.forMs);
  }
}

async function during(lines: readonly TcpLine[], ms: number, weather: TcpLine['weather']): Promise<void> {
  for (const line of lines) line.weather = weather;
  await pause(ms);
  for (const line of lines) line.weather = {};
}
