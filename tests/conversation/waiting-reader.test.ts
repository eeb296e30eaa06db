import { describe, expect, test } from 'vitest';
import { appendEvents } from '../../packages/api/src/event-log/append-events.ts';
import { createStream } from '../../packages/api/src/event-log/create-stream.ts';
import { placeOf } from '../../packages/api/src/event-log/cursor.ts';
import { Feed } from '../../packages/api/src/event-log/feed.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh } from '../support/in-process-server.ts';

describe.each(testDatabases())('a reader that waits, on %s', (kind) => {
  test('[EL5] is woken when another reader finds the news before its hint', async () => {
    await using server = await startFresh(kind);
    const { db } = server.running.services;
    const stream = await db.transaction().execute((trx) => createStream(trx, 'conversation'));
    const append = async (text: string) => {
      const body = { type: 'message', messageId: text, text } as const;
      const [appended] = await appendEvents(db, [
        { stream, clientId: null, actor: { kind: 'system' }, body, inbox: null },
      ]);
      if (appended === undefined) throw new Error('nothing was appended');
      return placeOf({ seq: appended.seq, id: appended.eventId });
    };
    const first = await append('one');
    const head = await append('two');
    const feed = new Feed(db, stream);
    feed.hint(head.seq);
    expect(await feed.read(head)).toEqual([]);

    const waiting = feed.changed(head.seq, new AbortController().signal);
    const news = await append('three');
    // Further back than this process remembers: this one looks into the database, and comes upon the news.
    expect(await feed.read(first)).toHaveLength(2);
    feed.hint(news.seq);
    await waiting;
    expect(await feed.read(head)).toMatchObject([{ seq: news.seq }]);
  });
});
