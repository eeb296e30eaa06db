import { conversationId, messageId, SIGNAL, TEXT } from '../names.ts';
import { credentials, digitsAt, indexIn, numberAfter, quotedAfter, type Protocol } from './client.ts';

/**
 * Socket.IO 4 on Engine.IO 4, WebSocket only. Packets: `0` open, `2`/`3` ping and pong, `40` connect, `42` event,
 * `43<n>` answer to event n. With recovery, events end with their offset.
 */
export const socketIo: Protocol = {
  path: '/socket.io/?EIO=4&transport=websocket',

  opened: () => undefined,

  received(client, text, listener) {
    if (text.startsWith('42["event"')) {
      const seq = numberAfter(text, '"seq":');
      client.cursor = String(seq);
      if (client.session !== null) client.session.offset = quotedAfter(text.slice(0, -1), ',"') ?? '';
      listener.event(client, indexIn(text), seq);
    } else if (text.startsWith('43')) {
      const request = digitsAt(text, 2);
      if (text.includes('"error":')) listener.ack(client, request, text);
      else if (request === 0) listener.joined(client);
      else listener.ack(client, request, null);
    } else if (text === '2') client.socket.send('3');
    else if (text.startsWith('0{'))
      client.socket.send(`40${JSON.stringify({ ...credentials(client.who), ...client.session })}`);
    else if (text.startsWith('40')) {
      const pid = quotedAfter(text, '"pid":"');
      client.recovered = pid !== null && client.session?.pid === pid;
      client.session = pid === null ? null : { pid, offset: client.session?.offset ?? '' };
      listener.ready(client);
    } else if (text.startsWith('42["signal"')) listener.signal(client);
    else listener.ack(client, -1, text);
  },

  join(client, conversation) {
    const after = client.cursor === null ? '' : `,"after":${client.cursor}`;
    client.socket.send(`420["join",{"conversationId":"${conversationId(conversation)}"${after}}]`);
  },

  send({ socket }, request, conversation, index) {
    const input = `{"conversationId":"${conversationId(conversation)}","messageId":"${messageId(index)}","text":"${TEXT}"}`;
    socket.send(`42${request}["send",${input}]`);
  },

  signal({ socket }, request, call, signalId) {
    const input = `{"callId":"${conversationId(call)}","signalId":"${signalId}","signal":${SIGNAL}}`;
    socket.send(`42${request}["signal",${input}]`);
  },
};
