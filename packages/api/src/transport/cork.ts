import type { Socket } from 'node:net';

const corked = new Set<Socket>();

function uncorkAll(): void {
  const all = [...corked];
  corked.clear();
  for (const tcp of all) tcp.uncork();
}

/**
 * What a socket is given in one turn of the loop leaves in one system call. A write of its own for each frame takes
 * half of the time of a busy fan-out.
 */
export function corkForThisTurn(tcp: Socket): void {
  if (corked.has(tcp)) return;
  if (corked.size === 0) setImmediate(uncorkAll);
  corked.add(tcp);
  tcp.cork();
}
