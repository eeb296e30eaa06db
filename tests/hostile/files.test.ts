import { deepEqual, equal, ok } from 'node:assert/strict';
import { FILES_PATH, LIMITS } from '@parley/api/contract/wire';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { attachmentOf, sendPart } from '../attachment/files.ts';
import { blackPng, movingGif } from '../attachment/odd-images.ts';
import { headersOf, overHttp, refusal } from '../support/api-client.ts';
import { visit } from '../support/people.ts';
import { PAYLOAD, type Enemy } from './enemy.ts';
import { openHouse, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const REFUSED = { msg: 'file refused' };
const range = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth);
const addressOf = (enemy: Enemy, conversationId: string, id: string): string =>
  `${enemy.url}${FILES_PATH}/${conversationId}/${id}`;

/** Up to `finish`, whatever that says. */
async function bring(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<string> {
  const { url } = house.server;
  const sender = await visit(url, house.project.key);
  const { attachment } = overHttp(url, sender.params);
  const which = attachmentOf(sender.conversationId, uuidv7());
  await attachment.begin.mutate({ ...which, name, size: bytes.length, type: PAYLOAD });
  for (let offset = 0; offset < bytes.length; offset += LIMITS.partBytes)
    await sendPart(url, sender, which.attachmentId, bytes.slice(offset, offset + LIMITS.partBytes), offset);
  return attachment.finish.mutate(which).then(
    ({ kind }) => kind,
    (cause: unknown) => refusal(Promise.reject(cause)),
  );
}

describe('files that mean harm', () => {
  test('[FI1] case 62: pictures that are more than they look like cost nobody else anything', () =>
    house.attack({ msg: 'call refused', code: 'TOO_LARGE' }, async () => {
      const bombs = range(6).map(() => bring(blackPng(20_000, 20_000), `${PAYLOAD}.png`));
      const endless = range(3).map(() => bring(movingGif(10_000, 2_000), `${PAYLOAD}.gif`));
      const largest = range(2).map(() => bring(blackPng(LIMITS.imageSide, 1_900), `${PAYLOAD}.png`));
      deepEqual(new Set(await Promise.all(bombs)), new Set(['TOO_LARGE']));
      deepEqual(new Set(await Promise.all([...endless, ...largest])), new Set(['image']));
    }));

  test('[FI3] case 63: parts without end, length, place or leave', () =>
    house.attack(REFUSED, async (enemy) => {
      const { visitor } = house;
      const { attachment } = overHttp(enemy.url, visitor.params);
      const which = attachmentOf(visitor.conversationId, uuidv7());
      await attachment.begin.mutate({ ...which, name: PAYLOAD, size: LIMITS.visitorFileBytes, type: PAYLOAD });
      const path = addressOf(enemy, visitor.conversationId, which.attachmentId).slice(enemy.url.length);
      const credentials = Object.entries(headersOf(visitor.params)).map(([name, value]) => `${name}: ${value}\r\n`);
      const head = `PATCH ${path} HTTP/1.1\r\nHost: ${new URL(enemy.url).host}\r\n${credentials.join('')}`;
      const junk = PAYLOAD.repeat(4_000);
      const said = await Promise.all([
        enemy.untilClosed(`${head}Upload-Offset: 0\r\nContent-Length: 99999999999\r\n\r\n`, junk),
        enemy.untilClosed(
          `${head}Upload-Offset: 0\r\nTransfer-Encoding: chunked\r\n\r\n`,
          `${junk.length.toString(16)}\r\n${junk}`,
        ),
        enemy.untilClosed(
          `${head}Upload-Offset: 0\r\nContent-Length: 70000\r\nTransfer-Encoding: chunked\r\n\r\n`,
          junk,
        ),
        enemy.untilClosed(`${head}Upload-Offset: 00000000000000000\r\nContent-Length: 70000\r\n\r\n`, junk),
        enemy.untilClosed(`${head}Content-Length: 70000\r\n\r\n`, junk),
        enemy.untilClosed(
          `${head.replace(/x-parley-visitor.*\r\n/, '')}Upload-Offset: 0\r\nContent-Length: 70000\r\n\r\n`,
          junk,
        ),
      ]);
      for (const answer of said) ok(/^HTTP\/1\.1 4\d\d /.test(answer), answer.slice(0, 100));
      deepEqual(await attachment.begin.mutate({ ...which, name: 'a', size: 1, type: '' }), {
        state: 'uploading',
        received: 0,
      });
    }));

  test('[FI4] [TR6] case 65: whoever begins a thousand files has twenty, and is told when to come again', () =>
    house.attack({ msg: 'limit reached', limit: 'filesByVisitor' }, async (enemy) => {
      const sender = await visit(enemy.url, house.project.key);
      const { attachment } = overHttp(enemy.url, sender.params);
      const begin = () =>
        attachment.begin.mutate({ ...attachmentOf(sender.conversationId, uuidv7()), name: PAYLOAD, size: 1, type: '' });
      const outcomes = await Promise.allSettled(range(90).map(begin));
      equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 20);
    }));

  test('[FI2] case 64: addresses that are guessed lead nowhere', () =>
    house.attack(REFUSED, async (enemy) => {
      const { conversationId } = house.visitor;
      const guesses = [
        `${FILES_PATH}/${conversationId}/${uuidv7()}/file`,
        `${FILES_PATH}/${conversationId}/${uuidv7()}/file?for=v.${house.visitor.id}&until=${Date.now() + 60_000}&sig=${PAYLOAD}`,
        `${FILES_PATH}/${conversationId}/${uuidv7()}/file?for=v.${house.visitor.id}&until=1e99&sig=AAAA`,
        `${FILES_PATH}/..%2f..%2fetc/passwd`,
        `${FILES_PATH}/${'x'.repeat(5_000)}`,
        `${FILES_PATH}/%00/%ff/file?sig=%00&for=%ff`,
        `${FILES_PATH}/`,
      ];
      const answers = await Promise.all(guesses.map((guess) => enemy.fetch(guess)));
      deepEqual(new Set(answers.map(({ status }) => status)), new Set([404]));
      equal(new Set(answers.map(({ body }) => body)).size, 1);
    }));
});
