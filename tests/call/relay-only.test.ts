/** What the other side really gets to see: raw frames of a real server's sockets. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { CallEvent, CallSignal } from '@parley/api/contract/events';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { connectSocket, overHttp, type Api } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, visit } from '../support/people.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { Recorder, type Tracked } from '../support/recorder.ts';
import { CHROMIUM, FIREFOX, type Described } from './descriptions.ts';

const TURN = { TURN_URLS: 'turn:turn.example.com', TURN_SECRET: 'north' };
const NO_TURN = 'no TURN server';

/** All that a browser would say of itself in one generation; tracks are the last word. */
function saidBy({ sdp }: Described, type: 'offer' | 'answer', gen = 0): CallSignal[] {
  const lines = [...sdp.matchAll(/^a=(candidate:.*)\r$/gm)].map(([, candidate = '']) => candidate);
  const signal = (candidates: string[]) => ({
    kind: 'candidates' as const,
    candidates: candidates.map((candidate) => ({ candidate, sdpMid: '0', sdpMLineIndex: 0 })),
    gen,
  });
  return [
    { kind: 'description', type, sdp, gen },
    signal(lines),
    { ...signal(lines.filter((line) => !line.includes('typ relay'))), end: true },
    { kind: 'tracks', audio: true, video: false, rev: gen },
  ];
}

interface Phone {
  params: ConnectionParams;
  api: Api;
}

const phone = (url: string, given: ConnectionParams): Phone => {
  const params = { ...given, deviceId: uuidv7() };
  return { params, api: overHttp(url, params) };
};

async function say({ api }: Phone, callId: string, signals: readonly CallSignal[]): Promise<void> {
  for (const signal of signals) await api.call.signal.mutate({ callId, signalId: uuidv7(), signal });
}

/** A visitor calls, his offer waits for the winner, an operator answers. */
async function talk({ url }: InProcessServer, relayOnly?: boolean) {
  const operator = await registerOperator(url);
  const { id: projectId, key } = await createProject(url, operator);
  const desk = phone(url, operator.params);
  if (relayOnly !== undefined) await desk.api.project.update.mutate({ projectId, relayOnly });
  const { params, conversationId } = await visit(url, key);
  const page = phone(url, params);
  const callId = uuidv7();
  await page.api.call.start.mutate({ conversationId, callId, media: 'audio' });
  await say(desk, callId, [{ kind: 'ringing' }]);
  await say(page, callId, saidBy(CHROMIUM, 'offer'));
  const { call } = await desk.api.call.accept.mutate({ callId });
  await say(desk, callId, saidBy(FIREFOX, 'answer'));
  return { desk, page, projectId, callId, call };
}

/** All that a device is told of the call until the other side's last word, as it comes over the socket. */
async function framesOf(url: string, { params }: Phone, callId: string, rev = 0): Promise<string> {
  await using socket = await RawSocket.open({ url, params });
  socket.send(1, 'subscription', 'call.events', { callId });
  await socket.next((frame) => frame.includes('"tracks"') && frame.includes(`"rev":${rev}`), 0);
  return socket.frames.join('\n');
}

/** The same, as a client understands it. */
async function signalsOf(url: string, { params }: Phone, callId: string): Promise<CallSignal[]> {
  await using socket = connectSocket(url, params);
  const recorder = new Recorder<Tracked<CallEvent>>();
  socket.api.call.events.subscribe({ callId }, recorder.handlers);
  await recorder.until(({ data }) => data.type === 'signal' && data.signal.kind === 'tracks');
  return recorder.heard.flatMap(({ data }) => (data.type === 'signal' ? [data.signal] : []));
}

function tellsNoneOf(text: string, { own, relays }: Described): void {
  for (const address of own) ok(!text.includes(address), `${address} is told`);
  for (const relay of relays) ok(text.includes(` ${relay} typ relay raddr 0.0.0.0 rport 0`), `${relay} is not told`);
}

describe.each(testDatabases())('relay-only calls on %s', (kind) => {
  let server: InProcessServer;
  beforeAll(async () => {
    server = await startFresh(kind, TURN);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('[CL3] case 71: no frame tells either side where the other is, and nothing of it is stored', async () => {
    const { url } = server;
    const { desk, page, callId, call } = await talk(server);
    equal(call.relayOnly, true, 'unless a project says otherwise');
    tellsNoneOf(await framesOf(url, page, callId), FIREFOX);
    tellsNoneOf(await framesOf(url, desk, callId), CHROMIUM);
    const { db } = server.running.services;
    const stored = await db.selectFrom('event').select('body').where('type', '=', 'signal').execute();
    const text = JSON.stringify(stored);
    for (const each of [CHROMIUM, FIREFOX]) tellsNoneOf(text, each);
    await page.api.call.end.mutate({ callId });
  });

  test('[CL3] a generation later it is the same', async () => {
    const { url } = server;
    const { desk, page, callId } = await talk(server);
    await page.api.call.signal.mutate({ callId, signalId: uuidv7(), signal: { kind: 'restart', what: 'peer' } });
    await say(page, callId, saidBy(CHROMIUM, 'offer', 1));
    await say(desk, callId, saidBy(FIREFOX, 'answer', 1));
    const atThePage = await framesOf(url, page, callId, 1);
    ok(atThePage.includes('"gen":1') && !atThePage.includes('"relayOnly":false'));
    tellsNoneOf(atThePage, FIREFOX);
    tellsNoneOf(await framesOf(url, desk, callId, 1), CHROMIUM);
    await page.api.call.end.mutate({ callId });
  });

  test('[CL3] [EL6] candidates of which none is left are a signal all the same: heard, with a seq, once', async () => {
    const { desk, page, callId } = await talk(server);
    const [, , , last] = await signalsOf(server.url, page, callId);
    equal(last?.kind, 'tracks', 'four signals were sent and four are heard');
    const [, some, none] = await signalsOf(server.url, desk, callId);
    equal(some?.kind === 'candidates' && some.candidates.length, CHROMIUM.relays.length);
    deepEqual(none, { kind: 'candidates', candidates: [], end: true, gen: 0 });
    const [, direct] = saidBy(FIREFOX, 'answer');
    ok(direct !== undefined);
    const again = { callId, signalId: uuidv7(), signal: direct };
    const first = await desk.api.call.signal.mutate(again);
    deepEqual(await desk.api.call.signal.mutate(again), first);
    await page.api.call.end.mutate({ callId });
  });

  test('[CL3] a project that lets its calls go direct gets every signal as it was said', async () => {
    const { desk, page, projectId, callId, call } = await talk(server, false);
    equal(call.relayOnly, false);
    await desk.api.project.update.mutate({ projectId, relayOnly: true });
    equal((await page.api.call.decline.mutate({ callId })).relayOnly, false, 'a call stays as it began');
    deepEqual(await signalsOf(server.url, desk, callId), saidBy(CHROMIUM, 'offer'));
    deepEqual(await signalsOf(server.url, page, callId), saidBy(FIREFOX, 'answer'));
    ok((await framesOf(server.url, page, callId)).includes(FIREFOX.own[0] ?? '-'));
    await page.api.call.end.mutate({ callId });
  });

  test('[CL3] its second try after a failure goes by relays, on the wire as well', async () => {
    const { desk, page, callId } = await talk(server, false);
    await page.api.call.signal.mutate({
      callId,
      signalId: uuidv7(),
      signal: { kind: 'media', state: 'failed', gen: 0 },
    });
    await say(page, callId, saidBy(CHROMIUM, 'offer', 1));
    await say(desk, callId, saidBy(FIREFOX, 'answer', 1));
    await using socket = connectSocket(server.url, page.params);
    const recorder = new Recorder<Tracked<CallEvent>>();
    socket.api.call.events.subscribe({ callId }, recorder.handlers);
    const isLast = ({ data }: Tracked<CallEvent>) =>
      data.type === 'signal' && data.signal.kind === 'tracks' && data.signal.rev === 1;
    await recorder.until(isLast);
    const signals = recorder.heard.flatMap(({ data }) => (data.type === 'signal' ? [data.signal] : []));
    tellsNoneOf(JSON.stringify(signals.filter((signal) => 'gen' in signal && signal.gen === 1)), FIREFOX);
    await page.api.call.end.mutate({ callId });
  });

  test('a server without TURN says once that calls go direct, and they do', async () => {
    await using direct = await startFresh(kind);
    equal(direct.logs.filter((line) => line.includes(NO_TURN)).length, 1);
    ok(!server.logs.some((line) => line.includes(NO_TURN)));
    const { desk, page, callId, call } = await talk(direct);
    equal(call.relayOnly, false);
    deepEqual(await signalsOf(direct.url, desk, callId), saidBy(CHROMIUM, 'offer'));
    await page.api.call.end.mutate({ callId });
  });
});
