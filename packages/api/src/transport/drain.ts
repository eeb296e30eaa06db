import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocketServer } from 'ws';
import { GuardSocket } from './guard-socket.ts';

/** tRPC's word to a client: open another socket, move your subscriptions, then leave this one. */
const MOVE = JSON.stringify({ id: null, method: 'reconnect' });
/** Calls under way get their answer; then it is over. */
const LAST_CALLS_MS = 3_000;
const CLOSE_WAIT_MS = 1_000;
const POLL_MS = 20;

function sockets(wss: WebSocketServer): GuardSocket[] {
  return [...wss.clients].filter((client): client is GuardSocket => client instanceof GuardSocket);
}

/**
 * Empties the server without a gap: tells the sockets one by one, over `overMs`, to move (all at once would be
 * a storm on the neighbours), lets the calls under way finish, and closes who is still there with 1012.
 */
export async function drain(wss: WebSocketServer, overMs: number): Promise<void> {
  const all = sockets(wss);
  const startedAt = Date.now();
  for (const [index, socket] of all.entries()) {
    const wait = startedAt + (overMs * (index + 1)) / all.length - Date.now();
    if (socket.readyState === socket.OPEN) socket.send(MOVE);
    if (wait > 0) await pause(wait);
  }
  const until = Date.now() + LAST_CALLS_MS;
  while (Date.now() < until && sockets(wss).some(({ inFlight }) => inFlight > 0)) await pause(POLL_MS);
  for (const socket of sockets(wss)) socket.refuse('serviceRestart', 'restart');
  const closeBy = Date.now() + CLOSE_WAIT_MS;
  while (Date.now() < closeBy && wss.clients.size > 0) await pause(POLL_MS);
  for (const socket of wss.clients) socket.terminate();
}
