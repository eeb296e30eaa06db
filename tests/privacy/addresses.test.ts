import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { overHttp, refusal } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say } from '../support/people.ts';
import { whereIs } from '../support/search-database.ts';

/** Of documentation (RFC 5737, RFC 3849): nobody else's. */
const ADDRESSES = ['203.0.113.77', '2001:db8:77:1::77'];
/** Also as a network, and as an address is written with zeros. */
const TRACES = ['203.0.113', '2001:db8:77', '2001:0db8'];

describe.each(testDatabases())('addresses of clients on %s', (kind) => {
  let server: InProcessServer;
  beforeAll(async () => {
    server = await startFresh(kind, { TRUSTED_PROXIES: '127.0.0.1' });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('[PR7] are in no table, whatever somebody does, nor in a line of the log', async () => {
    const { url } = server;
    const owner = await registerOperator(url, 'Olga');
    const project = await createProject(url, owner);
    await overHttp(url, owner.params).project.update.mutate({ projectId: project.id, relayOnly: false });
    for (const address of ADDRESSES) {
      const stranger = overHttp(url, {}, address);
      const { email } = owner.me;
      expect(await refusal(stranger.account.login.mutate({ email, password: 'wrong one' }))).toBe('BAD_CREDENTIALS');
      await stranger.account.login.mutate({ email, password: owner.password });
      const { visitorToken } = await overHttp(url, { projectKey: project.key }, address).visitor.start.mutate({});
      const params = { projectKey: project.key, visitorToken, deviceId: uuidv7() };
      const api = overHttp(url, params, address);
      const { id: conversationId } = await api.conversation.open.mutate();
      await say(api, conversationId, 'Hello');
      const callId = uuidv7();
      await api.call.start.mutate({ conversationId, callId, media: 'audio' });
      const desk = overHttp(url, { ...owner.params, deviceId: uuidv7() }, address);
      await desk.call.accept.mutate({ callId });
      const candidate = { candidate: `candidate:1 1 udp 1 ${address} 9 typ host`, sdpMid: '0', sdpMLineIndex: 0 };
      const signal = { kind: 'candidates' as const, candidates: [candidate], gen: 0 };
      await api.call.signal.mutate({ callId, signalId: uuidv7(), signal });
      // The search finds what a direct call tells its other side, for as long as it lasts.
      expect(await whereIs(server.running.services.db, address)).toEqual(['event.body']);
      await api.call.end.mutate({ callId });
    }
    for (const trace of [...ADDRESSES, ...TRACES]) {
      expect(await whereIs(server.running.services.db, trace), trace).toEqual([]);
      expect(server.logs.join(''), trace).not.toContain(trace);
    }
  });
});
