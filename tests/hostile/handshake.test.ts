import { deepEqual, equal, ok } from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { CAPS } from '../../packages/api/src/access/rates.ts';
import { connectTo, handshake } from '../transport/raw-http.ts';
import { PAYLOAD, type Enemy } from './enemy.ts';
import { openHouse, type House } from './house.ts';

const OURS = 'https://chat.example.com';

/** On a busy machine the bucket fills nearly as fast as it is emptied. */
const BUSY_MS = 120_000;

let house: House;
beforeAll(async () => {
  house = await openHouse({ PUBLIC_URL: OURS, TRUSTED_PROXIES: '127.0.0.1' });
});
afterAll(() => house[Symbol.asyncDispose]());

const REFUSED = { msg: 'handshake refused' };
const request = (target: string, ...headers: string[]): string =>
  [`GET ${target} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n');
/** A handshake with these lines besides. */
const upgrade = (enemy: Enemy, lines: string[], target?: string): string =>
  handshake(enemy.url, target === undefined ? {} : { target }).replace('\r\n\r\n', `\r\n${lines.join('\r\n')}\r\n\r\n`);

describe('the handshake, from somebody who means harm', () => {
  test('[TR2] case 1: a Host that is none, missing or there twice is refused on every path', () =>
    house.attack({ ...REFUSED, status: 400 }, async (enemy) => {
      for (const host of ['[', '[]', 'a:99999', 'a b', 'a/b?c', 'user@a', '']) {
        equal((await enemy.raw(handshake(enemy.url, { headers: { Host: host } }))).status, 400, host);
        for (const path of ['/trpc/health', '/healthz', '/', '/demo', '/widget.js'])
          equal((await enemy.raw(request(path, `Host: ${host}`))).status, 400, `${path} of ${host}`);
      }
      equal((await enemy.raw(upgrade(enemy, ['Host: other.example']))).status, 400);
      equal((await enemy.raw(handshake(enemy.url, { headers: { Host: undefined } }))).status, 400);
      for (const path of ['/trpc/health', '/']) {
        equal((await enemy.raw(request(path, 'Host: a.example', 'Host: b.example'))).status, 400);
        equal((await enemy.raw(request(path))).status, 400);
      }
    }));

  test('[TR2] case 2: a target that is no path, or no text, is a refusal or nobody’s page', () =>
    house.attack({ ...REFUSED, status: 400 }, async (enemy) => {
      for (const target of [
        '//',
        'http://[/',
        '*',
        `/${'x'.repeat(16_384)}`,
        '/\\[/',
        '/trpc%00',
        '/%ff',
        '/trpc/%ff',
      ]) {
        const { status, text } = await enemy.raw(upgrade(enemy, [], `${target}?connectionParams=1`));
        ok([400, 404, 431].includes(status), `${target.slice(0, 20)}: ${text}`);
        const plain = await enemy.raw(request(target, 'Host: a.example'));
        ok([200, 400, 404, 431].includes(plain.status), `${target.slice(0, 20)}: ${plain.text}`);
      }
      for (const path of [
        '/trpc/%ff',
        '/trpc/health,%ff?batch=1',
        '/widget/%ff',
        '/widget/%2e%2e%2fpackage.json',
        '/demo/%00',
      ])
        ok([400, 404].includes((await enemy.raw(request(path, 'Host: a.example'))).status), path);
    }));

  test('[TR2] case 3: no path but one is for sockets, and what comes after a refusal is not read', () =>
    house.attack({ ...REFUSED, status: 404 }, async (enemy) => {
      for (const target of ['/', '/healthz', '/trpc/', '/trpc/health', '/widget.js', '/demo', '/socket.io/']) {
        const said = await enemy.untilClosed(
          upgrade(enemy, [], `${target}?connectionParams=1`),
          Uint8Array.of(0xf1, 0xff, 0xff, 0xff, 0xff),
        );
        ok(said.startsWith('HTTP/1.1 404 '), said);
      }
    }));

  test('[AU1] case 4: no origin but ours, letter for letter', () =>
    house.attack({ ...REFUSED, status: 403 }, async (enemy) => {
      const strange = [
        'https://evil.example',
        'null',
        '',
        `${OURS}.evil.example`,
        `${OURS}:443`,
        OURS.toUpperCase(),
        `${OURS}/`,
        'https://a.chat.example.com',
        'http://chat.example.com',
        `${OURS}, ${OURS}`,
      ];
      for (const origin of strange) equal((await enemy.raw(upgrade(enemy, [`Origin: ${origin}`]))).status, 403, origin);
      equal((await enemy.raw(upgrade(enemy, [`Origin: ${OURS}`, 'Origin: https://evil.example']))).status, 403);
      equal((await enemy.raw(upgrade(enemy, [`Origin: ${OURS}`]))).status, 101);
    }));

  test('[TR2] case 5: another version, a key that is none, headers without end', () =>
    house.attack({ msg: 'request refused' }, async (enemy) => {
      for (const version of ['8', '0', '14', '13, 13', 'x'])
        equal((await enemy.raw(handshake(enemy.url, { headers: { 'Sec-WebSocket-Version': version } }))).status, 400);
      equal((await enemy.raw(handshake(enemy.url, { headers: { 'Sec-WebSocket-Key': 'a' } }))).status, 400);
      const many = Array.from({ length: 2_000 }, (_, nth) => `x-header-${nth}: ${PAYLOAD}`);
      equal((await enemy.raw(upgrade(enemy, many))).status, 431);
      equal((await enemy.raw(upgrade(enemy, [`x-long: ${'x'.repeat(17_000)}`]))).status, 431);
      equal((await enemy.raw(upgrade(enemy, [`Sec-WebSocket-Protocol: ${','.repeat(9_000)}`]))).status, 400);
      // Nothing is negotiated, so nothing of it is read.
      const extensions = await enemy.raw(
        upgrade(enemy, [`Sec-WebSocket-Extensions: ${'permessage-deflate; '.repeat(400)}`]),
      );
      equal(extensions.status, 101);
      ok(!/sec-websocket-extensions/i.test(extensions.text));
    }));

  test(
    '[TR2] case 7: one network may knock so and so often, and inventing addresses changes nothing',
    () =>
      house.attack({ ...REFUSED, status: 429 }, async (enemy) => {
        /** Refused for its origin, where its turn comes: no socket is made. */
        const knock = async (forwarded: string): Promise<number> =>
          (await enemy.raw(upgrade(enemy, ['Origin: null', `X-Forwarded-For: ${forwarded}`]))).status;
        const ways: ((nth: number) => string)[] = [
          (nth) => `198.51.100.${nth % 250}, 203.0.113.7`,
          (nth) => (nth % 2 === 0 ? `2001:DB8:0:7::${nth.toString(16)}` : `2001:0db8:0000:0007:${nth.toString(16)}::1`),
        ];
        for (const forwarded of ways) {
          const answers = new Set<number>();
          // It is a bucket that fills while we knock: how often it takes depends on the machine.
          for (let nth = 0; !answers.has(429); nth += 50) {
            const some = Array.from({ length: 50 }, (_, one) => knock(forwarded(nth + one)));
            for (const status of await Promise.all(some)) answers.add(status);
          }
          deepEqual(answers, new Set([403, 429]));
        }
        for (const neighbour of ['203.0.113.8', '2001:db8:0:8::1']) equal(await knock(neighbour), 403);
      }),
    BUSY_MS,
  );

  test(
    '[TR6] case 7: so many sockets of one network may be open, a /64 is one, and inventing addresses changes nothing',
    () =>
      house.attack({ msg: 'limit reached', limit: 'linesByNetwork' }, async (enemy) => {
        const networks: ((nth: number) => string)[] = [
          (nth) => `198.51.100.${nth % 250}, 203.0.113.77`,
          (nth) => `2001:db8:0:77:${nth.toString(16)}::1`,
        ];
        for (const forwarded of networks) {
          const held: Socket[] = [];
          const open = async (nth: number): Promise<string> => {
            const socket = connectTo(enemy.url);
            held.push(socket);
            socket.write(upgrade(enemy, [`X-Forwarded-For: ${forwarded(nth)}`]));
            const [head]: Buffer[] = await once(socket, 'data');
            return String(head).slice(9, 12);
          };
          const answers: string[] = [];
          while (answers.length < CAPS.linesByNetwork + 20) {
            const some = Array.from({ length: 20 }, (_, one) => open(answers.length + one));
            answers.push(...(await Promise.all(some)));
          }
          equal(answers.filter((status) => status === '101').length, CAPS.linesByNetwork);
          equal(answers.filter((status) => status === '429').length, 20);
          equal((await enemy.raw(upgrade(enemy, ['X-Forwarded-For: 203.0.113.78']))).status, 101);
          for (const socket of held) socket.destroy();
        }
      }),
    BUSY_MS,
  );

  test('[AU2] case 8: a token in the URL is nobody, and in no log', () =>
    house.attack({ msg: 'socket opened', caller: 'anonymous' }, async (enemy) => {
      const { sessionToken } = house.operator.params;
      const query = `&token=${sessionToken}&sessionToken=${sessionToken}&visitorToken=${sessionToken}`;
      equal((await enemy.fetch(`/trpc/account.me?${query.slice(1)}`)).status, 401);
      const line = await enemy.line({}, query);
      line.call(1, 'account.me', undefined, 'query');
      equal(await line.refusal(1), 'UNAUTHENTICATED');
    }));
});
