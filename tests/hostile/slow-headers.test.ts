import { ok } from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, test } from 'vitest';
import { openHouse, type House } from './house.ts';

/** Of these half say nothing at all, and half a letter a second. */
const WAITING = 500;
/** 10 s, 2 s until it is noticed, and what a busy machine may add; by the server's own clock. */
const PATIENCE_MS = 20_000;

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const timeOf = (line: string): number => Number(/"time":(\d+)/.exec(line)?.[1]);

test('[TR2] case 6: headers that never end are waited for 10 s, by however many; others come in meanwhile', () =>
  house.attack({ msg: 'request refused', why: 'ERR_HTTP_REQUEST_TIMEOUT' }, async (enemy) => {
    await (await enemy.line()).alive();
    const began = timeOf(await house.server.waitForLog((line) => line.includes('"caller":"anonymous"')));
    const { hostname, port } = new URL(enemy.url);
    const sockets = Array.from({ length: WAITING }, () => connect({ host: hostname, port: Number(port) }));
    const closed = Promise.all(sockets.map(whenClosed));
    const slow = sockets.filter((_, nth) => nth % 2 === 0);
    for (const socket of slow) socket.write('GET /trpc?connectionParams=1 HTTP/1.1\r\nHost: a.example\r\nX-Slow: ');
    const letters = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('x')), 1_000);
    for (let rounds = 0; rounds < 20; rounds += 1) await (await enemy.line()).alive();
    await closed;
    clearInterval(letters);
    let ended = 0;
    const isLast = (line: string): boolean => line.includes('ERR_HTTP_REQUEST_TIMEOUT') && (ended += 1) === WAITING;
    const took = timeOf(await house.server.waitForLog(isLast)) - began;
    ok(took < PATIENCE_MS, `${took} ms`);
  }));

function whenClosed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined);
  socket.resume();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
