import { conversationId, messageId, SIGNAL, TEXT } from '../names.ts';
import { credentials, indexIn, numberAfter, type Protocol } from './client.ts';

/** Hand-written JSON, one object a frame. */
export const raw: Protocol = {
  path: '/',

  opened({ socket, who }) {
    socket.send(JSON.stringify({ type: 'hello', params: credentials(who) }));
  },

  received(client, text, listener) {
    if (text.startsWith('{"type":"event"')) {
      const seq = numberAfter(text, '"seq":');
      client.cursor = String(seq);
      listener.event(client, indexIn(text), seq);
    } else if (text.startsWith('{"type":"ack"')) listener.ack(client, numberAfter(text, '"request":'), null);
    else if (text.startsWith('{"type":"joined"')) listener.joined(client);
    else if (text.startsWith('{"type":"ready"')) listener.ready(client);
    else if (text.startsWith('{"type":"signal"')) listener.signal(client);
    else listener.ack(client, -1, text);
  },

  join(client, conversation) {
    const after = client.cursor === null ? '' : `,"after":${client.cursor}`;
    client.socket.send(`{"type":"join","conversationId":"${conversationId(conversation)}"${after}}`);
  },

  send({ socket }, request, conversation, index) {
    const input = `{"conversationId":"${conversationId(conversation)}","messageId":"${messageId(index)}","text":"${TEXT}"}`;
    socket.send(`{"type":"send","request":${request},"input":${input}}`);
  },

  signal({ socket }, request, call, signalId) {
    const input = `{"callId":"${conversationId(call)}","signalId":"${signalId}","signal":${SIGNAL}}`;
    socket.send(`{"type":"signal","request":${request},"input":${input}}`);
  },
};
