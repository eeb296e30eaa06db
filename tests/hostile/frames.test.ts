import { equal, ok } from 'node:assert/strict';
import { CLOSE_CODES, LIMITS } from '@parley/api/contract/wire';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { handshake } from '../transport/raw-http.ts';
import { PAYLOAD } from './enemy.ts';
import { openHouse, type House } from './house.ts';
import { BINARY, CLOSE, continuation, fragment, frame, HELLO, PING, putOut, TEXT } from './raw-frames.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const CLOSED = { msg: 'socket closed' };
const closeFrame = (code: number, reason: string | Uint8Array = ''): Buffer =>
  frame(CLOSE, Buffer.concat([Uint8Array.of(code >> 8, code & 0xff), Buffer.from(reason)]));

const BAD: [what: string, code: number, bytes: () => Uint8Array][] = [
  ['the bit of a compressed message', 1002, () => frame(TEXT, '{}', 0xc1)],
  ['the second reserved bit', 1002, () => frame(TEXT, '{}', 0xa1)],
  ['the third reserved bit', 1002, () => frame(TEXT, '{}', 0x91)],
  ['opcode 3', 1002, () => frame(0x3)],
  ['opcode 11', 1002, () => frame(0xb)],
  ['no mask', 1002, () => Uint8Array.of(0x81, 2, 0x7b, 0x7d)],
  ['a ping of 126 bytes', 1002, () => frame(PING, PAYLOAD.padEnd(126))],
  ['a ping in pieces', 1002, () => fragment(PING, PAYLOAD)],
  ['a continuation of nothing', 1002, () => continuation(PAYLOAD)],
  ['a message inside of a message', 1002, () => Buffer.concat([fragment(TEXT, '{'), frame(TEXT, '{}')])],
  ['a length of 2^63', 1009, () => Uint8Array.of(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ['a length past 64 KiB', 1009, () => Uint8Array.of(0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0)],
  ['text that is no UTF-8', 1007, () => frame(TEXT, Uint8Array.of(0xc3, 0x28))],
  ['half a surrogate pair in UTF-8', 1007, () => frame(TEXT, Uint8Array.of(0xed, 0xa0, 0x80))],
  ['a close with 1005, which is never sent', 1002, () => closeFrame(1005)],
  ['a close with 999', 1002, () => closeFrame(999)],
  ['a close with one byte', 1002, () => frame(CLOSE, Uint8Array.of(3))],
  ['a close whose reason is no UTF-8', 1007, () => closeFrame(1000, Uint8Array.of(0xff, 0xfe))],
  ['a binary message', 1003, () => Buffer.concat([frame(BINARY, PAYLOAD), closeFrame(1000)])],
];

describe('frames, from somebody who means harm', () => {
  test('[TR2] [TR4] case 9: a frame that breaks the protocol ends its socket with the code for it', () =>
    house.attack({ msg: 'frame refused', why: 'WS_ERR_INVALID_UTF8' }, async (enemy) => {
      for (const [what, code, bytes] of BAD) equal(await putOut(enemy, bytes()), code, what);
    }));

  test('[TR4] case 10: a message that is too large in pieces, and a compressed one though nothing was agreed on', () =>
    house.attack(CLOSED, async (enemy) => {
      const piece = Buffer.alloc(LIMITS.frameBytes / 4, 'x');
      // Each of them small, and a hundred megabytes to come.
      const pieces = [fragment(TEXT, piece), ...Array.from({ length: 8 }, () => continuation(piece))];
      equal(await putOut(enemy, ...pieces), 1009);
      const offer = { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } };
      const said = await enemy.untilClosed(handshake(enemy.url, offer), HELLO, frame(TEXT, piece, 0xc1));
      ok(!/sec-websocket-extensions/i.test(said), said);
    }));

  test('[TR4] case 11: messages of countless pieces, full or empty, are not collected', () =>
    house.attack(CLOSED, async (enemy) => {
      for (const piece of ['x', '']) {
        const pieces = Array.from({ length: 60_000 }, () => continuation(piece));
        const code = await putOut(enemy, fragment(TEXT, piece), Buffer.concat(pieces));
        // 0: it was cut while more was on its way, and the reset overtook the word.
        ok([0, 1008, 1009].includes(code), String(code));
      }
    }));

  test('[TR5] case 11: a few pings are answered; a flood of them costs nothing, read or not', () =>
    house.attack(CLOSED, async (enemy) => {
      const [few, many, deaf, asking] = [
        await enemy.line(),
        await enemy.line(),
        await enemy.line(),
        await enemy.line(),
      ];
      for (let sent = 0; sent < 50; sent += 1) few.socket.ping(PAYLOAD);
      await few.alive();
      for (let sent = 0; sent < 5_000; sent += 1) many.socket.ping(PAYLOAD);
      equal((await many.closed).code, 1006);
      deaf.socket.pause();
      for (let sent = 0; sent < 10_000; sent += 1) deaf.socket.ping(PAYLOAD.padEnd(125));
      deaf.socket.resume();
      equal((await deaf.closed).code, 1006);
      // The same question as a message of ours is said like any other: so often, and then no more.
      for (let sent = 0; sent < 1_000; sent += 1) asking.socket.send('PING');
      equal((await asking.closed).code, CLOSE_CODES.rateLimited);
      await few.alive();
    }));
});
