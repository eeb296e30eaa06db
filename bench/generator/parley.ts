import { conversationId, messageId, projectKey, projectOf, sessionToken, TEXT, visitorToken } from '../names.ts';
import { FIRST_SEND, indexIn, numberAfter, quotedAfter, type Client, type Protocol } from './client.ts';

/** tRPC's frames over one socket, as `@trpc/client` writes them. */
export const parley: Protocol = {
  path: '/trpc?connectionParams=1',

  opened(client, listener) {
    const { socket, who } = client;
    const data =
      who.kind === 'visitor'
        ? { projectKey: projectKey(projectOf(who.n)), visitorToken: visitorToken(who.n) }
        : { sessionToken: sessionToken(who.project) };
    socket.send(JSON.stringify({ method: 'connectionParams', data }));
    // Nobody waits here for an answer: calls may follow at once.
    listener.ready(client);
  },

  received(client, text, listener) {
    if (text === 'PING') return client.socket.send('PONG');
    const id = numberAfter(text, '{"id":');
    if (text.includes('"error":')) return listener.ack(client, id, text);
    if (id >= FIRST_SEND) return listener.ack(client, id, null);
    if (text.includes('"type":"started"')) return listener.joined(client);
    client.cursor = cursorIn(text);
    listener.event(client, indexIn(text), numberAfter(text, '"seq":'));
  },

  join(client, conversation) {
    const input = JSON.stringify({ conversationId: conversationId(conversation) });
    const cursor = client.cursor === null ? '' : `,"lastEventId":"${client.cursor}"`;
    const params = `{"path":"conversation.events","input":${input}${cursor}}`;
    client.socket.send(`{"id":${(client.joins += 1)},"method":"subscription","params":${params}}`);
  },

  send({ socket }, request, conversation, index) {
    const input = `{"conversationId":"${conversationId(conversation)}","messageId":"${messageId(index)}","text":"${TEXT}"}`;
    socket.send(`{"id":${request},"method":"mutation","params":{"path":"message.send","input":${input}}}`);
  },
};

/** The envelope carries the cursor; it is the only `"id"` of this form. */
function cursorIn(text: string): Client['cursor'] {
  return /"id":"(\d+\.[0-9a-f]{8})"/.exec(text)?.[1] ?? quotedAfter(text, '"id":"');
}
