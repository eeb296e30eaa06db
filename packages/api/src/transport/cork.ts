import type { Socket } from 'node:net';

const corked = new Set<Socket>();

function uncorkAll(): void {
  for (const tcp of corked) tcp.uncork();
  corked.clear();
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
