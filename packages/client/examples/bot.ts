/**
 * Answers every visitor of a project: `PARLEY_URL=… SESSION_TOKEN=… PROJECT_ID=… node examples/bot.ts`
 */
import { env } from 'node:process';
import { createOperatorClient } from '@parley/client';

const { PARLEY_URL = 'http://localhost:3000', SESSION_TOKEN = '', PROJECT_ID = '' } = env;
const client = createOperatorClient({ serverUrl: PARLEY_URL, sessionToken: SESSION_TOKEN });
client.api.inbox.events.subscribe(
  { projectId: PROJECT_ID, lastEventId: 'now' },
  {
    onData({ data }) {
      if (data.type !== 'conversation' || data.what !== 'message') return;
      const { id, lastMessage } = data.conversation;
      if (lastMessage?.from !== 'visitor') return;
      const thread = client.thread(id);
      const { acknowledged } = thread.send(`You wrote: ${lastMessage.text}`);
      void acknowledged.catch(console.error).finally(() => thread.close());
    },
  },
);
