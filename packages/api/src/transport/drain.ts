import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocketServer } from 'ws';
import { GuardSocket } from './guard-socket.ts';

/** tRPC's word to a client: open another socket, move your subscriptions, then leave this one. */
const MOVE = JSON.stringify({ id: null, method: 'reconnect' });
/** Of the time there is: a load balancer must have seen that we are not ready, or it leads the movers back to us. */
const UNSEEN_SHARE = 1 / 4;
/** Balancers look every few seconds; more would be taken from the movers. */
const UNSEEN_MAX_MS = 10_000;
/** Whoever was told last has this long to move before he is closed: a few round trips on a bad network, or a busy neighbour. */
const MOVE_MS = 5_000;
/** Calls under way get their answer; then it is over. */
const LAST_CALLS_MS = 3_000;
const CLOSE_WAIT_MS = 1_000;
const POLL_MS = 20;

function sockets(wss: WebSocketServer): GuardSocket[] {
  return [...wss.clients].filter((client): client is GuardSocket => client instanceof GuardSocket);
}

/**
 * Empties the server without a gap. New sockets are refused already. Tells those that are there one by one to move
 * (all at once would be a storm on the neighbours); they open another elsewhere, and leave by themselves. Who is
 * still there after that is closed with 1012. Over as soon as nobody is left.
 *
 *   not ready ─ be seen ─► tell one by one ─ until all have left, or MOVE_MS ─► calls answered ─► close
 *   └─────────────── overMs ─────────────┘
 */
export async function drain(wss: WebSocketServer, overMs: number): Promise<void> {
  const startedAt = Date.now();
  await settled(Math.min(overMs * UNSEEN_SHARE, UNSEEN_MAX_MS), () => wss.clients.size === 0);
  await tellAll(wss, startedAt + overMs);
  await settled(overMs === 0 ? 0 : MOVE_MS, () => wss.clients.size === 0);
  await settled(LAST_CALLS_MS, () => sockets(wss).every(({ inFlight }) => inFlight === 0));
  for (const socket of sockets(wss)) socket.refuse('serviceRestart', 'restart');
  await settled(CLOSE_WAIT_MS, () => wss.clients.size === 0);
  for (const socket of wss.clients) socket.terminate();
}

/** Evenly, until `endsAt`. A socket whose handshake was under way when we began comes in meanwhile, and is told too. */
async function tellAll(wss: WebSocketServer, endsAt: number): Promise<void> {
  const told = new Set<GuardSocket>();
  for (;;) {
    const left = sockets(wss).filter((socket) => !told.has(socket));
    const [next] = left;
    if (next === undefined) return;
    told.add(next);
    if (next.readyState === next.OPEN) next.send(MOVE);
    const wait = (endsAt - Date.now()) / left.length;
    if (wait > 0) await pause(wait);
  }
}

async function settled(withinMs: number, isSettled: () => boolean): Promise<void> {
  const until = Date.now() + withinMs;
  while (Date.now() < until && !isSettled()) await pause(POLL_MS);
}
