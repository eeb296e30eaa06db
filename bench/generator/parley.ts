import { callId, conversationId, messageId, SIGNAL, TEXT } from '../names.ts';
import {
  CALL_EVENTS,
  credentials,
  FIRST_SEND,
  FROM_THE_START,
  indexIn,
  numberAfter,
  quotedAfter,
  type Client,
  type Protocol,
} from './client.ts';

/** tRPC's frames over one socket, as `@trpc/client` writes them. */
export const parley: Protocol = {
  path: '/trpc?connectionParams=1',

  opened(client, listener) {
    client.socket.send(JSON.stringify({ method: 'connectionParams', data: credentials(client.who) }));
    // Nobody waits here for an answer: calls may follow at once.
    listener.ready(client);
  },

  received(client, text, listener) {
    if (text === 'PING') return client.socket.send('PONG');
    const id = numberAfter(text, '{"id":');
    if (text.includes('"error":')) return listener.ack(client, id, text);
    if (id >= FIRST_SEND) return listener.ack(client, id, null);
    if (text.includes('"type":"started"')) return listener.joined(client);
    if (id === CALL_EVENTS) return void (text.includes('"type":"signal"') && listener.signal(client));
    client.cursor = cursorIn(text);
    listener.event(client, indexIn(text), numberAfter(text, '"seq":'));
  },

  join(client, conversation) {
    const cursor = client.cursor === FROM_THE_START ? {} : { lastEventId: client.cursor ?? 'now' };
    const input = { conversationId: conversationId(conversation), ...cursor };
    subscribe(client, (client.joins += 1), 'conversation.events', input);
  },

  send(client, request, conversation, index) {
    const input = `{"conversationId":"${conversationId(conversation)}","messageId":"${messageId(index)}","text":"${TEXT}"}`;
    mutate(client, request, 'message.send', input);
  },

  signal(client, request, call, signalId) {
    const input = `{"callId":"${callId(call)}","signalId":"${signalId}","signal":${SIGNAL}}`;
    mutate(client, request, 'call.signal', input);
  },
};

export function subscribe({ socket }: Client, id: number, path: string, input: object): void {
  socket.send(JSON.stringify({ id, method: 'subscription', params: { path, input } }));
}

/** @param input as JSON. */
export function mutate({ socket }: Client, request: number, path: string, input: string): void {
  socket.send(`{"id":${request},"method":"mutation","params":{"path":"${path}","input":${input}}}`);
}

/** The envelope carries the cursor; it is the only `"id"` of this form. */
function cursorIn(text: string): Client['cursor'] {
  return /"id":"(\d+\.[0-9a-f]{8})"/.exec(text)?.[1] ?? quotedAfter(text, '"id":"');
}
