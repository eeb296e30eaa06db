/** coturn itself, with the configuration of docs/turn.md: does it take it, does it take our credentials, whom does it refuse? */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { iceServers } from '../../packages/api/src/call/ice-servers.ts';
import { startTurnServer, type TurnServer } from '../support/turn-server.ts';

const run = promisify(execFile);
const CALL = '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
/** Options that coturn 4.7 has made its habits; docs/turn.md says so. */
const GONE = ['no-tlsv1', 'no-tlsv1_1', 'no-stun-backward-compatibility'];

describe.skipIf(!inject('hasTurnServer'))('coturn as docs/turn.md configures it', () => {
  let turn: TurnServer;
  beforeAll(async () => {
    turn = await startTurnServer();
  });
  afterAll(() => turn?.[Symbol.asyncDispose]());

  /** coturn's own client, with what Parley would hand out; everything that it says. */
  async function client(options: string[], secret = turn.env.TURN_SECRET): Promise<string> {
    const [server] = iceServers({ TURN_URLS: [turn.env.TURN_URLS], TURN_SECRET: secret }, CALL);
    const { username = '', credential = '' } = server ?? {};
    const args = ['-p', String(turn.port), '-n', '3', '-u', username, '-w', credential, ...options, turn.host];
    const { stdout, stderr } = await run('turnutils_uclient', args, { timeout: 20_000 }).catch((cause: unknown) =>
      cause instanceof Error && 'stdout' in cause && 'stderr' in cause ? cause : Promise.reject(cause),
    );
    return `${String(stdout)}${String(stderr)}`;
  }

  test('it understands every line', async () => {
    const another = await startTurnServer();
    await another[Symbol.asyncDispose]();
    const unknown = another.logs.flatMap((line) => /Bad configuration format: (.*)/.exec(line)?.[1] ?? []);
    expect(unknown.filter((line) => !GONE.includes(line.trim()))).toEqual([]);
    expect(another.logs.filter((line) => line.includes('Black listing')).length).toBeGreaterThan(20);
  });

  test('our credentials open two relays that reach each other; those of another secret open none', async () => {
    expect(await client(['-y'])).toMatch(/lost packets 0 /);
    expect(await client(['-y'], 'another')).toContain('Cannot complete Allocation');
  });

  test.each(['10.0.0.1', '169.254.169.254', '100.100.100.200', '127.0.0.1', '0.0.0.0', '168.63.129.16', '224.0.0.1'])(
    'nobody gets to %s through it',
    async (peer) => {
      expect(await client(['-e', peer])).toMatch(/403 \(Forbidden IP\)/);
    },
  );
});
