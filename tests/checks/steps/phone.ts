import { isDeepStrictEqual } from 'node:util';
import type { CallEvent, CallSignal, PeerSignal } from '@parley/api/contract/events';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import type { CallEndReason, CallMedia, CallState, CallView } from '@parley/api/contract/call-views';
import { v7 as uuidv7 } from 'uuid';
import { connectSocket, type Api, type Close } from '../../support/api-client.ts';
import { createProject, followInbox, registerOperator, visit } from '../../support/people.ts';
import { Recorder, type Tracked } from '../../support/recorder.ts';

/** A device that calls and is called: signals as a browser would send them, without the media. */
export interface Phone extends AsyncDisposable {
  name: string;
  deviceId: string;
  api: Api;
  /** Sockets that ended without our doing. */
  closes: readonly Close[];
  /** Joins a call: from here on the device counts as there. */
  listen(callId: string): Line;
  ring(conversationId: string, media?: CallMedia): Promise<CallView>;
  send(callId: string, signal: CallSignal): Promise<{ seq: number }>;
}

/** What a device hears of one call. */
export interface Line {
  heard: Recorder<Tracked<CallEvent>>;
  untilState(state: CallState): Promise<CallView>;
  untilEnded(reason: CallEndReason): Promise<CallView>;
  untilSignal(signal: PeerSignal): Promise<void>;
  signals(): PeerSignal[];
}

export function pickUp(name: string, url: string, params: ConnectionParams): Phone {
  const deviceId = uuidv7();
  const socket = connectSocket(url, { ...params, deviceId });
  const { api } = socket;
  return {
    name,
    deviceId,
    api,
    closes: socket.closes,
    listen: (callId) => listen(api, callId),
    ring: (conversationId, media = 'audio') => api.call.start.mutate({ conversationId, callId: uuidv7(), media }),
    send: (callId, signal) => api.call.signal.mutate({ callId, signalId: uuidv7(), signal }),
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  };
}

function listen(api: Api, callId: string): Line {
  const heard = new Recorder<Tracked<CallEvent>>();
  api.call.events.subscribe({ callId }, heard.handlers);
  const signals = (): PeerSignal[] => heard.heard.flatMap(({ data }) => (data.type === 'signal' ? [data.signal] : []));
  const untilState = async (state: CallState): Promise<CallView> => {
    const { data } = await heard.until((event) => event.data.type === 'state' && event.data.call.state === state);
    if (data.type !== 'state') throw new Error('unreachable');
    return data.call;
  };
  return {
    heard,
    signals,
    untilState,
    untilEnded: async (reason) => {
      const call = await untilState('ended');
      if (call.endReason !== reason) throw new Error(`expected the end '${reason}', came '${call.endReason}'`);
      return call;
    },
    untilSignal: async (signal) => {
      await heard.until(({ data }) => data.type === 'signal' && isDeepStrictEqual(data.signal, signal));
    },
  };
}

/** One project of its own: a visitor with a phone, and two devices of its operator. */
export interface Scene extends AsyncDisposable {
  conversationId: string;
  visitor: Phone;
  desk: Phone;
  mobile: Phone;
  visitorParams: ConnectionParams;
  phones: readonly Phone[];
}

export async function createScene(url: string): Promise<Scene> {
  const operator = await registerOperator(url);
  const project = await createProject(url, operator);
  const { params, conversationId } = await visit(url, project.key, { name: 'Vera' });
  const visitor = pickUp('visitor', url, params);
  const desk = pickUp('desk', url, operator.params);
  const mobile = pickUp('mobile', url, operator.params);
  // Operators are there while they watch the inbox, as the app does.
  const inboxes = [desk, mobile].map(({ api }) => followInbox(api, project.id));
  await Promise.all(inboxes.map(({ started }) => started));
  const phones = [visitor, desk, mobile];
  return {
    conversationId,
    visitor,
    desk,
    mobile,
    visitorParams: params,
    phones,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(phones.map((phone) => phone[Symbol.asyncDispose]()));
    },
  };
}

export const offer = (words: string): PeerSignal => ({
  kind: 'description',
  type: 'offer',
  sdp: `v=0 ${words}`,
  gen: 0,
});
export const answer = (words: string): PeerSignal => ({
  kind: 'description',
  type: 'answer',
  sdp: `v=0 ${words}`,
  gen: 0,
});
export const candidate = (port: number): PeerSignal => ({
  kind: 'candidates',
  candidates: [{ candidate: `candidate:1 1 udp 1 192.0.2.1 ${port} typ host`, sdpMid: '0', sdpMLineIndex: 0 }],
  gen: 0,
});
export const ringing: CallSignal = { kind: 'ringing' };
export const connected: CallSignal = { kind: 'media', state: 'connected', gen: 0 };
