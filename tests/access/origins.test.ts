import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { headersOf } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';

const OURS = 'https://chat.example.com';
const SHOP = 'https://shop.example';
const OTHER_SHOP = 'https://other.example:8443';

const CALLERS = ['anonymous', 'operator', 'visitor of the shop', 'visitor of the new project'] as const;
type Caller = (typeof CALLERS)[number];
/** What comes of it: let in, or our code. Over a socket some are refused at the handshake, with 403. */
type Outcome = 'in' | 'ORIGIN_NOT_ALLOWED';
const out: Outcome = 'ORIGIN_NOT_ALLOWED';

/** Exact, as browsers send it; nothing that only looks like it. */
const CASES: [origin: string | undefined, expected: Record<Caller, Outcome>][] = [
  [undefined, { anonymous: 'in', operator: 'in', 'visitor of the shop': 'in', 'visitor of the new project': 'in' }],
  [OURS, { anonymous: 'in', operator: 'in', 'visitor of the shop': 'in', 'visitor of the new project': 'in' }],
  [SHOP, { anonymous: out, operator: out, 'visitor of the shop': 'in', 'visitor of the new project': out }],
  [OTHER_SHOP, { anonymous: out, operator: out, 'visitor of the shop': out, 'visitor of the new project': out }],
  [
    'http://localhost:5173',
    { anonymous: out, operator: out, 'visitor of the shop': out, 'visitor of the new project': 'in' },
  ],
  [
    'http://localhost',
    { anonymous: out, operator: out, 'visitor of the shop': out, 'visitor of the new project': 'in' },
  ],
  ...[
    'https://localhost:5173',
    'http://localhost.evil.example',
    'http://shop.example',
    `${SHOP}:444`,
    `${SHOP}.evil.example`,
    'https://sub.shop.example',
    'http://chat.example.com',
    'null',
    'https://shop.example/path',
  ].map((origin): [string, Record<Caller, Outcome>] => [
    origin,
    { anonymous: out, operator: out, 'visitor of the shop': out, 'visitor of the new project': out },
  ]),
];

describe.each(testDatabases())('origins on %s', (kind) => {
  let server: InProcessServer;
  /** Visitors are new ones each time: where one has once come from, he stays. */
  let paramsOf: (caller: Caller) => Promise<ConnectionParams>;
  beforeAll(async () => {
    server = await startFresh(kind, { PUBLIC_URL: OURS });
    const { url } = server;
    const operator = await registerOperator(url);
    const shop = await createProject(url, operator, [SHOP]);
    await createProject(url, operator, [OTHER_SHOP]);
    const fresh = await createProject(url, operator);
    const enter: Record<Caller, () => Promise<ConnectionParams>> = {
      anonymous: async () => ({}),
      operator: async () => operator.params,
      'visitor of the shop': async () => (await visit(url, shop.key)).params,
      'visitor of the new project': async () => (await visit(url, fresh.key)).params,
    };
    paramsOf = (caller) => enter[caller]();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function overSocket(caller: Caller, origin: string | undefined): Promise<string> {
    const { status, socket } = await RawSocket.handshake({
      url: server.url,
      params: await paramsOf(caller),
      origin,
    });
    if (socket === null) return status === 403 ? 'ORIGIN_NOT_ALLOWED' : `status ${status}`;
    await using open = socket;
    const answer = await open.call('query', 'health', undefined);
    if (typeof answer === 'string') return answer.includes('"ok":true') ? 'in' : codeIn(answer);
    return answer.code === 4403 ? answer.reason : `closed ${answer.code}`;
  }

  async function overHttp(caller: Caller, origin: string | undefined): Promise<string> {
    const headers = { ...headersOf(await paramsOf(caller)), ...(origin === undefined ? {} : { origin }) };
    const response = await fetch(`${server.url}/trpc/health`, { headers });
    const body = await response.text();
    return response.ok ? 'in' : codeIn(body);
  }

  test.each(CASES)('[AU1] a page of %s', async (origin, expected) => {
    for (const ask of [overSocket, overHttp]) {
      const outcomes: Record<string, string> = {};
      for (const caller of CALLERS) outcomes[caller] = await ask(caller, origin);
      expect(outcomes, ask.name).toEqual(expected);
    }
  });

  test('[AU1] a browser is told what it may send only for origins that some project, or we, allow', async () => {
    const preflight = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST' };
      const response = await fetch(`${server.url}/trpc/visitor.start`, { method: 'OPTIONS', headers });
      return response.headers.get('access-control-allow-origin');
    };
    expect(await preflight(SHOP)).toBe(SHOP);
    expect(await preflight('http://localhost:8080')).toBe('http://localhost:8080');
    expect(await preflight('https://evil.example')).toBeNull();
    expect(await preflight('null')).toBeNull();
  });
});

const codeIn = (answer: string): string => /"parley":\{"code":"([A-Z_]+)"/.exec(answer)?.[1] ?? answer;
