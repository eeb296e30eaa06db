import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProjectView } from '@parley/api/contract/views';
import { overHttp, refusal } from '../support/api-client.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, type TestOperator } from '../support/people.ts';
import { sign } from '../support/site.ts';

const pemOf = (key: { export(options: { type: 'spki'; format: 'pem' }): string | Buffer }): string =>
  String(key.export({ type: 'spki', format: 'pem' }));

describe('a site that has a key of its own', () => {
  let server: InProcessServer;
  let operator: TestOperator;
  let project: ProjectView;
  beforeAll(async () => {
    server = await startFresh('embedded');
    operator = await registerOperator(server.url);
    project = await createProject(server.url, operator);
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const make = (publicKey: string) =>
    overHttp(server.url, operator.params).identityKey.make.mutate({ projectId: project.id, name: 'Own', publicKey });

  const kinds = [
    ['ES256', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    ['EdDSA', () => generateKeyPairSync('ed25519')],
    ['RS256', () => generateKeyPairSync('rsa', { modulusLength: 2_048 })],
  ] as const;
  test.each(kinds)('[AU4] %s: its public half is enough', async (algorithm, pair) => {
    const { publicKey, privateKey } = pair();
    const made = await make(pemOf(publicKey));
    expect(made).toMatchObject({ key: { algorithm }, privateKey: null });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    const token = await sign(pem, { sub: 'u', aud: project.key }, { kid: made.key.id, alg: algorithm });
    const { verifiedForMs } = await overHttp(server.url, { projectKey: project.key }).visitor.identify.mutate({
      token,
    });
    expect(verifiedForMs).toBeGreaterThan(0);
    const api = overHttp(server.url, operator.params);
    await api.identityKey.revoke.mutate({ projectId: project.id, keyId: made.key.id });
  });

  test('what is no public key of these kinds is refused, a private one too', async () => {
    const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const wrong = [
      '',
      'secret',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      pemOf(rsa(1_024).publicKey),
      pemOf(p384.publicKey),
      pemOf(generateKeyPairSync('x25519').publicKey),
      rsa(2_048).privateKey.export({ type: 'pkcs8', format: 'pem' }),
      'x'.repeat(5_000),
    ];
    for (const pem of wrong) expect(await refusal(make(pem)), pem.slice(0, 40)).toBe('INVALID_INPUT');
  });
});
