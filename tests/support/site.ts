import { createPrivateKey, randomUUID } from 'node:crypto';
import type { IdentityKeyView, NewIdentityKey, ProjectView } from '@parley/api/contract/views';
import { SignJWT, type JWTPayload } from 'jose';
import { overHttp } from './api-client.ts';
import { createProject, type TestOperator } from './people.ts';

/** A site with a key of its project's, and its own accounts. */
export interface Site {
  project: ProjectView;
  key: IdentityKeyView;
  privateKey: string;
  /** Its word about a person; each is another one. */
  vouchFor(subject: string, claims?: JWTPayload): Promise<string>;
}

export async function openSite(url: string, operator: TestOperator, allowedOrigins: string[] = []): Promise<Site> {
  return addKey(url, operator, await createProject(url, operator, allowedOrigins));
}

/** With one more key. */
export async function addKey(url: string, operator: Pick<TestOperator, 'params'>, project: ProjectView): Promise<Site> {
  const { identityKey } = overHttp(url, operator.params);
  return siteOf(project, await identityKey.make.mutate({ projectId: project.id, name: 'Shop' }));
}

export function siteOf(project: ProjectView, { key, privateKey }: NewIdentityKey): Site {
  if (privateKey === null) throw new Error('a key without its private half');
  return {
    project,
    key,
    privateKey,
    vouchFor: (subject, claims) =>
      sign(privateKey, { sub: subject, aud: project.key, jti: randomUUID(), ...claims }, { kid: key.id }),
  };
}

/** For ten minutes from now, if the claims say nothing else. */
export function sign(pem: string, claims: JWTPayload, header: { kid?: string; alg?: string } = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ iat: now, exp: now + 600, ...claims })
    .setProtectedHeader({ alg: 'ES256', ...header })
    .sign(createPrivateKey(pem));
}
