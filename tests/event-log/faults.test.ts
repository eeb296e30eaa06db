import { deepEqual, equal, ok } from 'node:assert/strict';
import { sql } from 'kysely';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { AppendItem } from '../../packages/api/src/event-log/append-events.ts';
import { message, remark } from './items.ts';
import { checkGapless, checkInbox, checkOnce, checkProjection } from './log-checks.ts';
import { createLogWorld, type LogWorld, type Project } from './log-world.ts';
import { failoverUnderReaders } from './properties/failover.ts';
import { lyingHint } from './properties/lying-hint.ts';
import { LogReader } from './reader.ts';
import { logs } from './logs.ts';

describe.each(logs())('$log.name under faults on $kind', ({ log, kind }) => {
  let world: LogWorld;
  beforeAll(async () => {
    world = await createLogWorld(kind, log);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  const conversationOf = ({ conversations }: Project, index = 0) => {
    const found = conversations[index];
    if (found === undefined) throw new Error('no conversation');
    return found;
  };

  test('[EL1] commits wait for the disk', async () => {
    const { rows } = await sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(world.db);
    equal(rows[0]?.synchronous_commit, 'on');
  });

  test.skipIf(kind === 'embedded')(
    '[EL1] what is acknowledged can be read over another connection at once',
    async () => {
      const project = await world.newProject(1);
      const node = log.open(world.db, () => undefined);
      const other = new pg.Client({ connectionString: world.database.env['DATABASE_URL'] });
      await other.connect();
      try {
        for (let sent = 0; sent < 50; sent += 1) {
          const { streamId, seq, eventId } = await node.append(message(conversationOf(project)));
          const { rows } = await other.query<{ id: string }>('select id from event where stream_id = $1 and seq = $2', [
            streamId,
            seq,
          ]);
          equal(rows[0]?.id, eventId);
        }
      } finally {
        await other.end();
      }
    },
  );

  /** Each is in the middle of a batch of others, which must not suffer. */
  const poison: [string, (project: Project) => AppendItem][] = [
    [
      'a stream that is not there',
      (project) => ({ ...message(conversationOf(project)), stream: { id: 999_999_999, kind: 'conversation' } }),
    ],
    ['a text that Postgres refuses', (project) => message(conversationOf(project), uuidv7(), 'before \0 after')],
    [
      'an assignee who does not exist',
      (project) =>
        remark(conversationOf(project), world.operatorId, {
          type: 'assigned',
          operator: { id: uuidv7(), name: 'Nobody' },
        }),
    ],
    ['a client id that is no uuid', (project) => ({ ...message(conversationOf(project)), clientId: 'not a uuid' })],
  ];

  test.each(poison)(
    '[EL1] [EL2] %s fails alone; the others of its batch are stored once, answered and told',
    async (_name, bad) => {
      const project = await world.newProject(2);
      const hints: string[] = [];
      const node = log.open(world.db, (streamId, seq) => hints.push(`${streamId}:${seq}`));
      const status = remark(conversationOf(project, 1), world.operatorId, { type: 'status', status: 'snoozed' });
      const good = [message(conversationOf(project)), status, message(conversationOf(project, 1)), status];
      // The first two go at once; the rest waits and shares a statement.
      const filler = [message(conversationOf(project)), message(conversationOf(project))].map((item) =>
        node.append(item),
      );
      const before = good.slice(0, 2).map((item) => node.append(item));
      const failing = node.append(bad(project)).then(
        () => 'stored',
        () => 'refused',
      );
      const after = good.slice(2).map((item) => node.append(item));

      const answers = await Promise.all([...filler, ...before, ...after]);
      equal(await failing, 'refused');
      deepEqual(
        answers.map(({ duplicate }) => duplicate),
        answers.map(() => false),
      );
      const stored = await Promise.all(
        project.conversations.map(
          async ({ stream }) =>
            (await world.db.selectFrom('event').select('seq').where('stream_id', '=', stream.id).execute()).length,
        ),
      );
      deepEqual(stored, [3, 3], 'each once');
      for (const { streamId, seq } of answers)
        ok(hints.includes(`${streamId}:${seq}`), `no hint of ${streamId}:${seq}`);
      await checkInbox(world.db, project);
    },
  );

  test('[EL4] the log loses its tail under readers who stay', () => failoverUnderReaders(world, 6));
  test('[EL4] the log loses its tail and grows again, shorter than before', () => failoverUnderReaders(world, 8));
  test('[EL4] the log loses its tail and grows again, longer than before', () => failoverUnderReaders(world, 13));

  test('[EL5] a hint of a seq that does not exist costs a look, not a spin', () => lyingHint(world));

  test('[EL5] without any hint, one sweep brings everything', async () => {
    const project = await world.newProject(2);
    const [writer, reading] = [log.open(world.db, () => undefined), log.open(world.db, () => undefined)];
    const readers = [project.inbox, ...project.conversations.map(({ stream }) => stream)].map((stream) =>
      new LogReader(stream).start(reading),
    );
    for (let sent = 0; sent < 10; sent += 1) await writer.append(message(conversationOf(project, sent % 2)));
    await reading.sweep();
    await Promise.all(readers.map((reader, index) => reader.reaches(index === 0 ? 10 : 5)));
    await Promise.all(readers.map((reader) => reader.cut()));
  });

  test('[EL4] now: nothing of the past, everything from here on', async () => {
    const project = await world.newProject(1);
    const node = log.open(world.db, (streamId, seq) => node.hint(streamId, seq));
    await node.append(message(conversationOf(project)));
    const reader = new LogReader(conversationOf(project).stream, 'now').start(node);
    // Where `now` is, is settled by the reader's first look; what is said before that is of the past as well.
    let last = 1;
    while (reader.events.length === 0) last = (await node.append(message(conversationOf(project)))).seq;
    await reader.reaches(last);
    ok(!reader.events.some((event) => event.seq === 1), 'the past was told');
    await reader.cut();
  });

  test('[EL2] [EL6] eight nodes send the same ids into the same conversations at once', async () => {
    const project = await world.newProject(3);
    const nodes = Array.from({ length: 8 }, () => log.open(world.db, () => undefined));
    const ids = Array.from({ length: 60 }, () => uuidv7());
    const answers = await Promise.all(
      ids.map((id, index) =>
        Promise.all(nodes.map((node) => node.append(message(conversationOf(project, index % 3), id)))),
      ),
    );
    for (const same of answers) {
      equal(new Set(same.map(({ seq, eventId }) => `${seq} ${eventId}`)).size, 1, 'one id, one answer');
      equal(same.filter(({ duplicate }) => !duplicate).length, 1, 'one of them was the first');
    }
    for (const conversation of project.conversations) {
      await checkGapless(world.db, conversation.stream);
      await checkProjection(world.db, conversation);
    }
    await checkInbox(world.db, project);
    await checkOnce(world.db, project);
  });
});
