/**
 * `node --import …/probe.ts`: a server says on stdout, ten times a second, what it holds unsent for the slowest of its
 * sockets. From outside this cannot be seen, and the product has no need to tell.
 */
import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

const EVERY_MS = 100;

const sockets = new Set<Socket>();
subscribe('net.server.socket', (message) => {
  if (typeof message !== 'object' || message === null || !('socket' in message)) return;
  const { socket } = message;
  if (!(socket instanceof Socket)) return;
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

setInterval(() => {
  const unsent = Math.max(0, ...[...sockets].map(({ writableLength }) => writableLength));
  process.stdout.write(`${JSON.stringify({ unsentBytes: unsent })}\n`);
}, EVERY_MS).unref();
