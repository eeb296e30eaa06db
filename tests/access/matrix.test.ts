import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { LIMITS } from '@parley/api/contract/wire';
import { hashToken } from '../../packages/api/src/access/tokens.ts';
import { appRouter } from '../../packages/api/src/app-router.ts';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { headersOf } from '../support/api-client.ts';
import { visit } from '../support/people.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { rawHttp } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { assemble, CAST, type Cast, type Who } from './cast.ts';
import { ROWS, type Row } from './rows.ts';

function dig(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((found, key) => {
    const hasFields = (typeof found === 'object' && found !== null) || typeof found === 'function';
    return hasFields ? Reflect.get(found, key) : undefined;
  }, value);
}

/** tRPC types the router as the tree that clients see; at run time every procedure stands here under its path. */
const procedures: [path: string, procedure: unknown][] = Object.entries(Object(dig(appRouter, '_def', 'procedures')));

describe('the router', () => {
  test('[AU1] every procedure says who may call it', () => {
    expect(procedures.length).toBeGreaterThan(0);
    for (const [path, procedure] of procedures) {
      expect(dig(procedure, '_def', 'meta', 'audience'), path).toContainEqual(
        expect.stringMatching(/^(anonymous|operator|visitor)$/),
      );
    }
  });

  test('what must not be done by a stolen session asks for a proof', () => {
    expect(dangerous.map(({ path }) => path)).toEqual([
      'account.beginSecondFactor',
      'account.confirmSecondFactor',
      'account.disableSecondFactor',
      'account.renewRecoveryCodes',
      'account.makeResetLink',
      'project.demandSecondFactor',
      'member.invite',
      'member.changeRole',
      'member.remove',
      'identityKey.make',
      'identityKey.revoke',
      'privacy.eraseVisitor',
      'privacy.exportVisitor',
      'privacy.setRetention',
    ]);
  });

  test('[AU1] every procedure has a row that says what everybody gets from it', () => {
    expect(new Set(ROWS.map(({ path }) => path))).toEqual(new Set(procedures.map(([path]) => path)));
  });
});

/** Those that a stolen session must not do. */
const dangerous = ROWS.filter(({ path }) =>
  procedures.some(([name, procedure]) => name === path && dig(procedure, '_def', 'meta', 'needsProof') === true),
);

type Transport = 'socket' | 'http';

describe.each(testDatabases())('who may do what, on %s', (kind) => {
  let server: InProcessServer;
  let cast: Cast;
  beforeAll(async () => {
    server = await startFresh(kind);
    cast = await assemble(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function turnOf(row: Row, who: Who): Promise<{ params: ConnectionParams; input: unknown }> {
    const { visitorToken, projectKey } = cast.params[who];
    const isLeaving = row.asNewVisitor && visitorToken !== undefined;
    const params = isLeaving ? (await visit(cast.url, projectKey ?? '')).params : cast.params[who];
    if (row.ofItsOwn === undefined || params.sessionToken === undefined)
      return { params, input: await row.input(cast, who) };
    const { sessionToken, input } = await row.ofItsOwn(cast);
    return { params: { sessionToken }, input };
  }

  /** The bytes of the answer, or how the socket was closed. */
  async function ask(transport: Transport, row: Row, params: ConnectionParams, input: unknown): Promise<string> {
    if (transport === 'http') {
      const { status, body } = await rawHttp(cast.url, row.type, row.path, input, headersOf(params));
      return `${status} ${body}`;
    }
    await using socket = await RawSocket.open({ url: cast.url, params });
    const answer = await socket.call(row.type, row.path, input);
    return typeof answer === 'string' ? answer : `closed ${answer.code} ${answer.reason}`;
  }

  test.each(ROWS)('[AU1] case 47: $path: each caller gets his own answer, over a socket and over HTTP', async (row) => {
    for (const transport of ['socket', 'http'] as const) {
      const answers: Partial<Record<Who, string>> = {};
      for (const who of CAST) {
        const { params, input } = await turnOf(row, who);
        answers[who] = codeIn(await ask(transport, row, params, input));
      }
      expect(answers, transport).toEqual(row.answers);
    }
  });

  test.each(dangerous)('case 42: $path: a session whose proof is too old is asked for another', async (row) => {
    const { sessionToken } = cast.operators.operator.params;
    const { db } = server.running.services;
    const token_hash = hashToken(sessionToken);
    const age = (proven_at: Date | null) =>
      db.updateTable('session').set({ proven_at }).where('token_hash', '=', token_hash).execute();
    const input = await row.input(cast, 'operator');
    for (const proven_at of [null, new Date(Date.now() - LIMITS.proofMs - 1_000)]) {
      await age(proven_at);
      for (const transport of ['socket', 'http'] as const)
        expect(codeIn(await ask(transport, row, { sessionToken }, input)), transport).toBe('PROOF_REQUIRED');
    }
    await age(new Date());
  });

  const guarded = ROWS.filter(({ answers }) => Object.values(answers).includes('NOT_FOUND'));
  test.each(guarded)('[AU1] cases 44 and 45: $path: a foreign id and a missing one get the same bytes', async (row) => {
    for (const who of CAST.filter((each) => row.answers[each] === 'NOT_FOUND')) {
      for (const transport of ['socket', 'http'] as const) {
        const params = cast.params[who];
        const foreign = await row.input(cast, who);
        const answer = await ask(transport, row, params, foreign);
        expect(codeIn(answer)).toBe('NOT_FOUND');
        for (const missing of [uuidv7(), uuidv4()]) {
          expect(await ask(transport, row, params, withId(foreign, missing)), `${who}, ${transport}`).toBe(answer);
        }
      }
    }
  });
});

const PLACES = ['conversationId', 'projectId', 'callId'];

/** The same input about another place. */
function withId(input: unknown, id: string): unknown {
  if (typeof input !== 'object' || input === null) throw new Error('an input without an id');
  // A new call names a conversation and itself: the conversation is what may be foreign.
  const place = PLACES.find((each) => each in input);
  if (place === undefined) throw new Error('an input without an id');
  return { ...input, [place]: id };
}

/** `ok`, our code, or the whole answer where it is neither. */
function codeIn(answer: string): string {
  const code = /"parley":\{"code":"([A-Z_]+)"/.exec(answer)?.[1];
  if (code !== undefined) return code;
  return answer.includes('"error"') || answer.startsWith('closed') ? answer : 'ok';
}
