import { deepEqual, equal, ok } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { Line } from './line.ts';
import { connectTo, handshake, sendRaw } from './raw-http.ts';

/** In a process of its own: whatever ends it is seen. */
let database: TestDatabase;
let server: ServerProcess;
beforeAll(async () => {
  database = await createTestDatabase('embedded');
  server = await startServerProcess({ env: { ...database.env, PUBLIC_URL: 'https://chat.example.com' } });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function isWell(): Promise<void> {
  equal((await fetch(`${server.url}/readyz`)).status, 200);
  await using line = await Line.open(server.url);
  await line.alive();
}

describe('the handshake', () => {
  const refused: [what: string, status: number | 'any 4xx', request: () => string][] = [
    ['no Host', 'any 4xx', () => handshake(server.url, { headers: { Host: undefined } })],
    ['a Host that is none', 400, () => handshake(server.url, { headers: { Host: 'a b' } })],
    ['a Host with a path', 400, () => handshake(server.url, { headers: { Host: 'example.com/x' } })],
    ['a Host with a user', 400, () => handshake(server.url, { headers: { Host: 'user@example.com' } })],
    ['a Host with a wrong port', 400, () => handshake(server.url, { headers: { Host: 'example.com:99999' } })],
    ['//', 400, () => handshake(server.url, { target: '//evil.example/trpc?connectionParams=1' })],
    ['*', 400, () => handshake(server.url, { target: '*' })],
    ['a whole URL', 400, () => handshake(server.url, { target: 'http://evil.example/trpc?connectionParams=1' })],
    ['another path', 404, () => handshake(server.url, { target: '/socket?connectionParams=1' })],
    ['a path below', 404, () => handshake(server.url, { target: '/trpc/x?connectionParams=1' })],
    ['bytes in the path', 'any 4xx', () => handshake(server.url, { target: '/%ff%fe\x01?connectionParams=1' })],
    ['no connectionParams', 400, () => handshake(server.url, { target: '/trpc' })],
    ['another connectionParams', 400, () => handshake(server.url, { target: '/trpc?connectionParams=0' })],
    ['an old version', 400, () => handshake(server.url, { headers: { 'Sec-WebSocket-Version': '7' } })],
    ['no key', 400, () => handshake(server.url, { headers: { 'Sec-WebSocket-Key': undefined } })],
    ['a key that is none', 400, () => handshake(server.url, { headers: { 'Sec-WebSocket-Key': 'short' } })],
    ['another protocol', 400, () => handshake(server.url, { headers: { Upgrade: 'h2c' } })],
    ['POST', 405, () => handshake(server.url, { method: 'POST' })],
    ['a strange Origin', 403, () => handshake(server.url, { headers: { Origin: 'https://evil.example' } })],
    ['Origin null', 403, () => handshake(server.url, { headers: { Origin: 'null' } })],
    ['an Origin with a path', 403, () => handshake(server.url, { headers: { Origin: 'https://chat.example.com/' } })],
    [
      'two Origins',
      403,
      () => handshake(server.url, { headers: { Origin: 'https://chat.example.com, https://evil.example' } }),
    ],
    ['an empty Origin', 403, () => handshake(server.url, { headers: { Origin: '' } })],
    ['headers without end', 'any 4xx', () => handshake(server.url, { headers: { 'X-Long': 'x'.repeat(40_000) } })],
  ];

  test.each(refused)('[TR2] with %s: refused with %s, and the process lives', async (_what, expected, request) => {
    const { status, text } = await sendRaw(server.url, request());
    if (expected === 'any 4xx') ok(status >= 400 && status < 500, text);
    else equal(status, expected, text);
    await isWell();
  });

  test('[TR2] as it should be: taken; our own Origin, or none', async () => {
    for (const Origin of [undefined, 'https://chat.example.com']) {
      equal((await sendRaw(server.url, handshake(server.url, { headers: { Origin } }))).status, 101);
    }
  });

  test('[TR2] compression is never agreed on', async () => {
    const { status, text } = await sendRaw(
      server.url,
      handshake(server.url, { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' } }),
    );
    equal(status, 101);
    ok(!/sec-websocket-extensions/i.test(text), text);
  });

  const garbage = (): Buffer => randomBytes(4_096);
  const noise: [when: string, bytes: () => (string | Uint8Array)[]][] = [
    ['instead of the handshake', () => [garbage()]],
    ['instead of HTTP', () => ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03']],
    ['in the middle of the headers', () => [handshake(server.url).slice(0, 60), garbage()]],
    ['with the handshake', () => [handshake(server.url), garbage()]],
    ['with a handshake that is refused', () => [handshake(server.url, { target: '/nowhere' }), garbage()]],
    // Frames: reserved bits, an unknown opcode, a fragment that continues nothing, a control frame that is too long.
    ['as frames', () => [handshake(server.url), Uint8Array.of(0xf1, 0x80, 0, 0, 0, 0)]],
    ['as an unknown opcode', () => [handshake(server.url), Uint8Array.of(0x83, 0x80, 0, 0, 0, 0)]],
    ['as a continuation of nothing', () => [handshake(server.url), Uint8Array.of(0x80, 0x80, 0, 0, 0, 0)]],
    ['as a long ping', () => [handshake(server.url), Uint8Array.of(0x89, 0xfe, 1, 0, 0, 0, 0, 0)]],
    ['as a frame without a mask', () => [handshake(server.url), Uint8Array.of(0x81, 2, 0x7b, 0x7d)]],
    ['as text that is no UTF-8', () => [handshake(server.url), Uint8Array.of(0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe)]],
    [
      'as a length beyond any',
      () => [
        handshake(server.url),
        Uint8Array.of(0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0),
      ],
    ],
  ];

  test.each(noise)('[TR2] bytes that mean nothing, %s, end that socket and no process', async (_when, bytes) => {
    const socket = connectTo(server.url);
    // A reset is an answer as well.
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    for (const chunk of bytes()) socket.write(chunk);
    await closed;
    await isWell();
  });

  test('[TR2] peers that vanish at every step leave nothing behind', async () => {
    const whole = handshake(server.url, { headers: { Origin: 'https://shop.example' } });
    for (const length of [0, 1, 20, whole.length - 1, whole.length]) {
      const sockets = Array.from({ length: 20 }, () => connectTo(server.url));
      for (const socket of sockets) {
        socket.on('error', () => undefined);
        socket.write(whole.slice(0, length), () => socket.resetAndDestroy());
      }
      await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    }
    await isWell();
  });

  test('[TR1] [TR2] 200 sockets upgrade at once, each once, and each is served', async () => {
    const lines = await Promise.all(Array.from({ length: 200 }, () => Line.open(server.url)));
    await Promise.all(lines.map((line) => line.alive()));
    deepEqual(
      lines.map(({ texts }) => texts.length),
      lines.map(() => 1),
      'one answer each',
    );
    await Promise.all(lines.map((line) => line[Symbol.asyncDispose]()));
    ok(!server.logs().some((line) => /handleUpgrade|uncaught|unhandled/i.test(line)));
  });
});
