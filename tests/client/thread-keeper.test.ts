import { createOperatorClient, memoryStorage } from '@parley/client';
import { describe, expect, test } from 'vitest';
import { Shelf } from '../../packages/client/src/keeping/shelf.ts';
import { ThreadKeeper } from '../../packages/client/src/keeping/thread-keeper.ts';
import { ConversationFeed } from '../../packages/client/src/timeline/conversation-feed.ts';
import { NoteFeed } from '../../packages/client/src/timeline/note-feed.ts';
import { FakeClock } from './fake-clock.ts';

const LONG_MS = 60_000;
const NAME = 'thread:c';

/** Feeds that have not been started: a test says how far each has come. */
function keeper() {
  const clock = new FakeClock();
  const { api } = createOperatorClient({ serverUrl: 'http://nowhere.invalid', sessionToken: 'none' });
  const patience = { clock, random: () => 0, onOnline: () => () => undefined };
  const nothing = () => undefined;
  const common = { api, conversationId: 'c', patience, onChange: nothing, onReset: nothing };
  const feed = new ConversationFeed({ ...common, side: 'operator', onEvent: nothing });
  const notes = new NoteFeed({ ...common, onEnd: nothing });
  const shelf = new Shelf(memoryStorage(), clock);
  const options = { conversationId: 'c', feed, notes, operatorId: () => 'ann', onShown: nothing };
  return { clock, feed, notes, shelf, keeper: new ThreadKeeper(shelf, options) };
}

describe('the copy of a conversation', () => {
  test('is made when all of it is there, and not while it comes anew', async () => {
    const given = keeper();
    const put = async () => {
      given.keeper.keep();
      await given.clock.pass(LONG_MS);
      return given.shelf.take(NAME);
    };
    given.feed.state = 'ready';
    expect(await put()).toBeNull();
    given.notes.state = 'ready';
    expect(await put()).toMatchObject({ operatorId: 'ann' });
    await given.shelf.drop(NAME);
    given.keeper.keep();
    given.feed.state = 'loading';
    await given.clock.pass(LONG_MS);
    expect(await given.shelf.take(NAME)).toBeNull();
  });

  test('is shown until the server has answered, and is not what loads after that', async () => {
    const given = keeper();
    given.feed.state = given.notes.state = 'ready';
    given.keeper.keep();
    await given.clock.pass(LONG_MS);
    given.feed.state = given.notes.state = 'loading';
    await given.keeper.show();
    expect(given.keeper.isShown).toBe(true);
    given.feed.state = 'ready';
    given.keeper.keep();
    given.feed.state = 'loading';
    expect(given.keeper.isShown).toBe(false);
  });

  test('is hidden and dropped when the server says that there is no such conversation', async () => {
    const given = keeper();
    given.feed.state = given.notes.state = 'ready';
    given.feed.log = { ...given.feed.log, lastSeq: 7 };
    given.keeper.keep();
    await given.clock.pass(LONG_MS);
    given.feed.state = given.notes.state = 'loading';
    await given.keeper.show();
    expect(given.feed.log.lastSeq).toBe(7);
    given.feed.state = 'error';
    given.feed.error = 'NOT_FOUND';
    given.keeper.keep();
    expect([given.keeper.isShown, given.feed.log.lastSeq]).toEqual([false, 0]);
    expect(await given.shelf.take(NAME)).toBeNull();
  });
});
