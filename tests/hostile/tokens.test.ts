import { equal, ok } from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { LIMITS } from '@parley/api/contract/wire';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { headersOf } from '../support/api-client.ts';
import { createProject, visit } from '../support/people.ts';
import type { Enemy } from './enemy.ts';
import { openHouse, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const REFUSED = { msg: 'socket refused', refused: 'UNAUTHENTICATED' };

/** He is nobody, by a socket and by HTTP alike, and is told the same each time. */
async function isNobody(enemy: Enemy, params: ConnectionParams, what: string): Promise<void> {
  const line = await enemy.line(params);
  line.call(1, 'health', undefined, 'query');
  const { code, reason } = await line.closed;
  equal(`${code} ${reason}`, '4401 UNAUTHENTICATED', what);
  const { status, body } = await enemy.fetch('/trpc/health', { headers: headersOf(params) });
  equal(status, 401, what);
  ok(body.includes('"message":"UNAUTHENTICATED"'), body);
}

/** What is nearly that token. */
const near = (token: string): [what: string, token: string][] => [
  ['random', token.slice(0, 4) + randomBytes(32).toString('base64url')],
  ['cut short', token.slice(0, -1)],
  ['gone on with', `${token}A`],
  ['with the letters turned', token.replace(/[a-z]/i, (letter) => flipped(letter))],
  ['without its prefix', token.slice(4)],
  ['its hash, as it is stored', createHash('sha256').update(token).digest('hex')],
  ['empty', ''],
  ['a pattern', '%'],
];
const flipped = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

describe('tokens, of somebody who has others', () => {
  test('[AU1] case 34: a visitor’s token is good for his project alone, and stays good there', () =>
    house.attack(REFUSED, async (enemy) => {
      const elsewhere = await createProject(enemy.url, house.operator);
      const { params } = await visit(enemy.url, elsewhere.key);
      await isNobody(enemy, { ...params, projectKey: house.project.key }, 'on another key');
      await isNobody(enemy, { ...house.visitor.params, projectKey: elsewhere.key }, 'and the reverse');
      await isNobody(enemy, { ...params, projectKey: 'pk_none' }, 'on no key');
      await isNobody(enemy, { projectKey: house.visitor.params.visitorToken }, 'as a key');
      await isNobody(enemy, { sessionToken: params.visitorToken }, 'as a session');
      await isNobody(enemy, { ...params, visitorToken: house.operator.params.sessionToken }, 'a session as his');
      await (await enemy.line(params)).alive();
    }));

  test('[AU1] case 35: what is nearly a token is nobody’s', () =>
    house.attack(REFUSED, async (enemy) => {
      const { projectKey, visitorToken } = house.visitor.params;
      for (const [what, token] of near(visitorToken)) await isNobody(enemy, { projectKey, visitorToken: token }, what);
      for (const [what, token] of near(house.operator.params.sessionToken)) {
        // Over HTTP an empty one is none.
        if (token !== '') await isNobody(enemy, { sessionToken: token }, what);
      }
    }));

  test('[TR4] case 41: a password that is too long is refused before anybody computes with it', () =>
    house.attack({ msg: 'call refused', path: 'account.login', code: 'INVALID_INPUT' }, async (enemy) => {
      const { email } = house.operator.me;
      const login = (password: string): Promise<{ status: number; body: string }> =>
        enemy.fetch('/trpc/account.login', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email, password }),
        });
      equal((await login('x'.repeat(10 * 2 ** 20))).status, 413);
      // More at once than may wait for a hash: not one of them is told to come later.
      const long = await Promise.all(Array.from({ length: 100 }, () => login('x'.repeat(LIMITS.passwordChars + 1))));
      equal(new Set(long.map(({ status }) => status)).size, 1);
      equal(long[0]?.status, 400);
      const line = await enemy.line();
      line.call(1, 'account.login', { email, password: 'x'.repeat(LIMITS.frameBytes) });
      equal((await line.closed).code, 1009);
    }));
});
