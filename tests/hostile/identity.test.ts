import { equal, ok } from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { overHttp, refusal } from '../support/api-client.ts';
import { createProject } from '../support/people.ts';
import { sign, addKey, type Site } from '../support/site.ts';
import { openHouse, type House } from './house.ts';

let house: House;
let site: Site;
beforeAll(async () => {
  house = await openHouse();
  site = await addKey(house.server.url, house.operator, house.project);
});
afterAll(() => house[Symbol.asyncDispose]());

const REFUSED = { msg: 'call refused', path: 'visitor.identify', code: 'IDENTITY_INVALID' };
const seconds = (): number => Math.floor(Date.now() / 1_000);
const door = () => overHttp(house.server.url, { projectKey: house.project.key });
const identify = (token: string): Promise<unknown> => door().visitor.identify.mutate({ token });
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** As the site's own, but for what is named. */
type Changed = Record<string, unknown>;
const claims = (changed: Changed = {}): JWTPayload => ({
  sub: 'u',
  aud: house.project.key,
  jti: randomUUID(),
  iat: seconds(),
  exp: seconds() + 600,
  ...changed,
});
const signed = (changed: Changed, header = {}): Promise<string> =>
  sign(site.privateKey, claims(changed), { kid: site.key.id, ...header });

/** Nothing but the two halves; what signs them is the enemy's affair. */
const unsigned = (header: object, changed: Changed = {}): string => `${base64(header)}.${base64(claims(changed))}`;

describe('identities, forged and spent', () => {
  test('[AU4] case 37: how a word is signed the key says, and never the word', () =>
    house.attack(REFUSED, async () => {
      const { kid } = { kid: site.key.id };
      for (const alg of ['none', 'None', 'NONE', ''])
        equal(await refusal(identify(`${unsigned({ alg, kid })}.`)), 'IDENTITY_INVALID', alg);
      // The public half is no secret: as one of HMAC it signs nothing.
      const half = createPublicKey(site.privateKey).export({ type: 'spki', format: 'pem' });
      for (const secret of [
        half,
        half.trim(),
        createPublicKey(site.privateKey).export({ format: 'der', type: 'spki' }),
      ]) {
        const token = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.from(secret));
        equal(await refusal(identify(token)), 'IDENTITY_INVALID');
      }
      const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
      const pem = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' });
      equal(await refusal(identify(await sign(pem, claims(), { kid, alg: 'RS256' }))), 'IDENTITY_INVALID');
      // A key that the word itself brings along.
      const jwk = rsa.publicKey.export({ format: 'jwk' });
      const own = await new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', kid, jwk }).sign(rsa.privateKey);
      equal(await refusal(identify(own)), 'IDENTITY_INVALID');
      const good = await signed({});
      const [header = '', , signature = ''] = good.split('.');
      equal(await refusal(identify(`${header}.${base64(claims({ sub: 'boss' }))}.${signature}`)), 'IDENTITY_INVALID');
    }));

  test('[AU4] case 37: another project’s key vouches for nobody here, and this one’s for nobody there', () =>
    house.attack(REFUSED, async () => {
      const other = await addKey(
        house.server.url,
        house.operator,
        await createProject(house.server.url, house.operator),
      );
      const asOurs = await sign(other.privateKey, claims(), { kid: other.key.id });
      equal(await refusal(identify(asOurs)), 'IDENTITY_INVALID');
      equal(await refusal(identify(await sign(other.privateKey, claims(), { kid: site.key.id }))), 'IDENTITY_INVALID');
      equal(await refusal(identify(await sign(other.privateKey, claims()))), 'IDENTITY_INVALID');
      const there = overHttp(house.server.url, { projectKey: other.project.key });
      equal(await refusal(there.visitor.identify.mutate({ token: await signed({}) })), 'IDENTITY_INVALID');
    }));

  test('[AU4] case 37: whom it is for, whom it is about, and for how long, must be said', () =>
    house.attack(REFUSED, async () => {
      const wrong: [what: string, changed: Changed][] = [
        ['no audience', { aud: undefined }],
        ['another audience', { aud: 'pk_other' }],
        ['nobody', { sub: undefined }],
        ['an empty one', { sub: ' ' }],
        ['a long one', { sub: 'x'.repeat(256) }],
        ['no end', { exp: undefined }],
        ['a year', { exp: seconds() + 365 * 24 * 3_600 }],
        ['a little more than an hour', { exp: seconds() + 3_700 }],
        ['no beginning', { iat: undefined }],
        ['a beginning to come', { iat: seconds() + 300, exp: seconds() + 600 }],
        ['not yet', { nbf: seconds() + 300 }],
        ['a name that is none', { name: 'a\0b' }],
        ['an address that is none', { email: 'nobody' }],
        ['attributes that are none', { attributes: { constructor: 1 } }],
      ];
      for (const [what, changed] of wrong)
        equal(await refusal(identify(await signed(changed))), 'IDENTITY_INVALID', what);
      const stale = await signed({ iat: seconds() - 700, exp: seconds() - 100 });
      equal(await refusal(identify(stale)), 'IDENTITY_EXPIRED');
    }));

  test('[AU4] case 37: a key’s id is looked up among the project’s own, whatever it looks like', () =>
    house.attack(REFUSED, async () => {
      for (const kid of ['../../../etc/passwd', "' or 1=1 --", 'x'.repeat(2_000), '', randomUUID(), '\0'])
        equal(await refusal(identify(await signed({}, { kid }))), 'IDENTITY_INVALID', kid.slice(0, 20));
      for (const token of ['', 'a', '..', 'a.b.c', `${base64([])}.${base64({})}.x`, `${base64(null)}..`])
        equal(await refusal(identify(token)), 'IDENTITY_INVALID', token);
      equal(await refusal(identify('x'.repeat(20_000))), 'INVALID_INPUT');
      // One without an id is good by whichever of the two it is.
      await identify(await sign(site.privateKey, claims()));
    }));

  test('[AU4] case 37: after a logout what was signed before is spent', () =>
    house.attack({ ...REFUSED, code: 'IDENTITY_EXPIRED' }, async () => {
      const { url } = house.server;
      const { key: projectKey } = house.project;
      const token = await signed({ sub: 'spender' });
      const other = await signed({ sub: 'spender' });
      const { visitorToken } = await door().visitor.identify.mutate({ token });
      const elsewhere = await door().visitor.identify.mutate({ token: other });
      await overHttp(url, { projectKey, visitorToken }).visitor.logout.mutate();
      equal(await refusal(identify(token)), 'IDENTITY_EXPIRED', 'the one he came by');
      // The same word under another signature that fits: it is the word that is spent.
      const end = token.lastIndexOf('.') + 1;
      const again = token.slice(0, end) + mirrored(token.slice(end));
      ok(again !== token);
      equal(await refusal(identify(again)), 'IDENTITY_EXPIRED', 'its mirror image');
      const older = await signed({ sub: 'spender', iat: seconds() - 300 });
      equal(await refusal(identify(older)), 'IDENTITY_EXPIRED', 'one that was never shown, from long before');
      // Another device of his is still his, and he may come again at once.
      await overHttp(url, { projectKey, visitorToken: elsewhere.visitorToken }).visitor.start.mutate({});
      await identify(await signed({ sub: 'spender' }));
    }));
});

/** Of P-256: for (r, s) also (r, n − s) is a signature of the same. */
function mirrored(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url');
  const n = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const s = n - BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]).toString(
    'base64url',
  );
}
