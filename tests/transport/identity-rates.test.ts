/** Whoever comes in by what his site has signed is a person like others: one of so many, however many tokens he has. */
import { deepEqual, equal } from 'node:assert/strict';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { CAPS, RATES, type RateName } from '../../packages/api/src/access/rates.ts';
import { overHttp, wireErrorOf } from '../support/api-client.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { registerOperator } from '../support/people.ts';
import { openSite, type Site } from '../support/site.ts';
import { Line } from './line.ts';

describe('limits of those whom a site vouches for', () => {
  let now = 0;
  let server: InProcessServer;
  let site: Site;
  beforeAll(async () => {
    const env = { RATE_LIMIT_FACTOR: '1', TRUSTED_PROXIES: '127.0.0.1' };
    server = await startFresh('embedded', env, { now: () => now });
    site = await openSite(server.url, await registerOperator(server.url));
  });
  afterAll(() => server[Symbol.asyncDispose]());
  /** Whatever the test before has taken is there again. */
  beforeEach(() => void (now += 24 * 60 * 60 * 1000));

  let networks = 0;
  const newNetwork = (): string => `203.0.113.${++networks}`;
  const limits = () => server.running.services.limits;
  /** All but one of the burst. */
  const leaveOne = (name: RateName, key: string): void => equal(limits().wait(name, key, RATES[name].burst - 1), 0);

  /** What he was refused with; null: he is in. */
  async function identify(subject: string, network = newNetwork(), visitorToken?: string) {
    const params = { projectKey: site.project.key, ...(visitorToken !== undefined && { visitorToken }) };
    const { visitor } = overHttp(server.url, params, network);
    return visitor.identify.mutate({ token: await site.vouchFor(subject) }).then(
      () => null,
      (cause: unknown) => wireErrorOf(cause),
    );
  }
  const limited = (name: RateName) => ({ code: 'RATE_LIMITED', retry: true, retryAfterMs: RATES[name].everyMs });

  test('[TR6] [AU4] from however many networks, by person; whoever is in already is not counted', async () => {
    const door = overHttp(server.url, { projectKey: site.project.key });
    const { visitorToken } = await door.visitor.identify.mutate({ token: await site.vouchFor('u-1') });
    now += RATES.identitiesBySubject.everyMs;
    leaveOne('identitiesBySubject', `${site.project.id} u-1`);
    equal(await identify('u-1'), null);
    deepEqual(await identify('u-1'), limited('identitiesBySubject'));
    equal(await identify('u-2'), null);
    equal(await identify('u-1', newNetwork(), visitorToken), null);
    now += RATES.identitiesBySubject.everyMs;
    equal(await identify('u-1'), null);
    deepEqual(await identify('u-1'), limited('identitiesBySubject'));
  });

  test('[TR6] a new person is one of his network’s and his project’s first visits, before he is stored', async () => {
    const network = newNetwork();
    leaveOne('identitiesByNetwork', network);
    equal(await identify('u-3', network), null);
    deepEqual(await identify('u-4', network), limited('identitiesByNetwork'));
    equal(await identify('u-3', network), null);
    now += RATES.identitiesByProject.everyMs;
    leaveOne('identitiesByProject', site.project.id);
    equal(await identify('u-5'), null);
    deepEqual(await identify('u-6'), limited('identitiesByProject'));
    equal(await identify('u-5'), null);
  });

  test('[TR6] a guest’s socket is one of the visitor’s that he becomes', async () => {
    const params = { projectKey: site.project.key };
    const identity = async () => ({ token: await site.vouchFor('u-7') });
    const { visitor } = await overHttp(server.url, params).visitor.identify.mutate(await identity());
    const others = Array.from({ length: CAPS.socketsByVisitor - 1 }, () =>
      limits().open('socketsByVisitor', visitor.id),
    );
    await using last = await Line.open(server.url, params);
    last.call(0, 'visitor.identify', await identity());
    equal(await last.refusal(0), undefined);
    await using line = await Line.open(server.url, params);
    line.call(0, 'visitor.identify', await identity());
    equal(await line.refusal(0), 'RATE_LIMITED');
    // He is a guest as before, and may be somebody else.
    line.call(1, 'visitor.start', {});
    equal(await line.refusal(1), undefined);
    for (const leave of others) leave?.();
  });
});
