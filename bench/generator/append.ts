import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { conversationItem } from '../../packages/api/src/conversation/conversation-item.ts';
import { findConversation, type ConversationRow } from '../../packages/api/src/conversation/conversation.queries.ts';
import { createDb } from '../../packages/api/src/db/create-db.ts';
import { appendEach } from '../../packages/api/src/event-log/append-events.ts';
import type { Findings, Scenario } from '../messages.ts';
import { conversationId, TEXT } from '../names.ts';
import { mark } from './run-channel.ts';

type Append = Extract<Scenario, { kind: 'append' }>;

/** As many as the chat figure has. */
const CONVERSATIONS = 64;

/** Parley's append statement and nothing else: `lanes` connections, each with a full batch under way all the time. */
export async function append(databaseUrl: string, { batch, lanes, warmMs, measureMs }: Append): Promise<Findings> {
  const log = pino({ level: 'warn' });
  const { db, close } = createDb({ DATABASE_URL: databaseUrl, DATA_DIR: '' }, log, () => undefined);
  const conversations = await Promise.all(
    Array.from({ length: CONVERSATIONS }, async (_, n) => {
      const found = await findConversation(db, conversationId(n));
      if (found === null) throw new Error(`no conversation ${n}`);
      return found;
    }),
  );
  const run = { stored: 0, isOver: false };
  const drive = async (lane: number): Promise<void> => {
    // As the server does it: what one connection appends to, no other does at the same time.
    const own = conversations.filter(({ inbox }) => inbox.id % lanes === lane);
    while (!run.isOver) {
      const items = Array.from({ length: batch }, (_, i) => message(own[i % own.length]));
      const results = await appendEach(db, items);
      if (results.some((result) => result === null || result.duplicate)) throw new Error('not appended');
      run.stored += results.length;
    }
  };
  const driving = Promise.all(Array.from({ length: lanes }, (_, lane) => drive(lane)));
  const measuring = async (): Promise<Findings> => {
    await pause(warmMs);
    await mark('start');
    const [before, startedAt] = [run.stored, performance.now()];
    await pause(measureMs);
    const [acks, seconds] = [run.stored - before, (performance.now() - startedAt) / 1_000];
    await mark('stop');
    run.isOver = true;
    return { fault: null, seconds, acks };
  };
  const [findings] = await Promise.all([measuring(), driving]);
  await close();
  return findings;
}

function message(conversation: ConversationRow | undefined) {
  if (conversation === undefined) throw new Error('no conversation');
  const messageId = uuidv7();
  const actor = { kind: 'visitor', id: conversation.visitorId } as const;
  return conversationItem(conversation, actor, { type: 'message', messageId, text: TEXT }, messageId);
}
