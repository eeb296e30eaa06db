import type { AppRouter } from '@parley/api';
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';
import { v7 as uuidv7 } from 'uuid';

/** Requests under way at once: enough to keep the database busy, few enough not to starve a small machine. */
const LANES = 8;

interface Seed {
  serverUrl: string;
  projectKey: string;
  count: number;
}

/** That many visitors, `Visitor 0` and so on, each with a conversation of one message; over HTTP, which needs no sockets. */
export async function seedConversations({ serverUrl, projectKey, count }: Seed): Promise<void> {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const lane = async () => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const { visitorToken } = await connect(serverUrl, { 'x-parley-project': projectKey }).visitor.start.mutate({
        attributes: { name: `Visitor ${number}` },
      });
      const visitor = connect(serverUrl, { 'x-parley-project': projectKey, 'x-parley-visitor': visitorToken });
      const { id } = await visitor.conversation.open.mutate();
      await visitor.message.send.mutate({ conversationId: id, messageId: uuidv7(), text: `Hello from ${number}` });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

function connect(serverUrl: string, headers: Record<string, string>): TRPCClient<AppRouter> {
  const url = `${serverUrl}/trpc`;
  return createTRPCClient<AppRouter>({ links: [httpLink({ url, headers, transformer })] });
}

/** As the wire has it: inputs are plain JSON, answers superjson. */
const transformer = {
  input: { serialize: (value: unknown) => value, deserialize: (value: unknown) => value },
  output: superjson,
};
