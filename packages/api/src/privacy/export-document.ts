import type { ExportHead } from '../contract/privacy-views.ts';
import { findConversationRef } from '../conversation/conversation-refs.queries.ts';
import type { ConversationRef } from '../conversation/conversation.queries.ts';
import type { Db } from '../db/database.ts';
import { exportedCalls, exportedEvents } from './export-pages.queries.ts';

/** @throws AppError when no more is to be read */
export type Judge = () => Promise<void>;

/**
 * All of a visitor but his files' bytes, as docs/privacy.md shows it. No piece is more than a page, and none is empty.
 * @param judge throws when no more is to be read; asked before each conversation, and each page of it
 */
export async function* exportDocument(db: Db, head: ExportHead, judge: Judge): AsyncGenerator<string, void, undefined> {
  const { conversations, ...about } = head;
  yield `${JSON.stringify(about).slice(0, -1)},"conversations":[`;
  let isFirst = true;
  for (const conversation of conversations) {
    await judge();
    yield `${isFirst ? '' : ','}${JSON.stringify(conversation).slice(0, -1)}`;
    isFirst = false;
    const ref = await findConversationRef(db, conversation.id);
    for (const part of ['events', 'notes'] as const) yield* list(part, ref && eventsOf(db, ref, part, judge));
    yield* list('calls', ref && callsOf(db, ref, judge));
    yield '}';
  }
  yield ']}\n';
}

type Pages = AsyncGenerator<readonly unknown[], void, undefined>;

/** @param pages null: it was erased a moment ago */
async function* list(name: string, pages: Pages | null): AsyncGenerator<string, void, undefined> {
  yield `,"${name}":[`;
  let isFirst = true;
  for await (const page of pages ?? []) {
    yield `${isFirst ? '' : ','}${page.map((each) => JSON.stringify(each)).join(',')}`;
    isFirst = false;
  }
  yield ']';
}

async function* eventsOf(db: Db, ref: ConversationRef, part: 'events' | 'notes', judge: Judge): Pages {
  for (let after: number | undefined = 0; after !== undefined;) {
    await judge();
    const page = await exportedEvents(db, ref, part, after);
    if (page.length > 0) yield page;
    after = page.at(-1)?.seq;
  }
}

async function* callsOf(db: Db, ref: ConversationRef, judge: Judge): Pages {
  for (let after: string | null | undefined = null; after !== undefined;) {
    await judge();
    const page: { call: { id: string } }[] = await exportedCalls(db, ref, after);
    if (page.length > 0) yield page;
    after = page.at(-1)?.call.id;
  }
}
