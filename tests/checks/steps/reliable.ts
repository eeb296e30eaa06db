import { deepEqual, equal, ok } from 'node:assert/strict';
import { createProject, registerOperator } from '../../support/people.ts';
import { overHttp } from '../../support/api-client.ts';
import type { Check } from '../check.ts';
import type { Target } from '../target.ts';
import { createTalk, type Side, type Talk } from './talk.ts';

const EACH_WAY = 20;
const UNDER_CUTS = 100;
const UNDER_KILLS = 100;

/**
 * A visitor and an operator, each behind a line of its own that fails in every way lines do, on a server that is
 * killed. What each wrote must be in the log and on both screens: once, in order, under the seq it was told.
 */
export async function reliable(check: Check, target: Target): Promise<void> {
  const { url } = target;
  const { operator, project } = await check.step('an operator registers and creates a project', async () => {
    const registered = await registerOperator(url);
    return { operator: registered, project: await createProject(url, registered) };
  });
  await using talk = await check.step('visitor and operator connect, each through a line that can fail', () =>
    createTalk(url, project, operator),
  );
  await check.step(`${EACH_WAY} messages each way, each acknowledged with its seq`, async () => {
    await Promise.all(talk.sides.map((side) => side.write(EACH_WAY, 'hello')));
    ok(talk.sides.every(({ written }) => written.every(({ duplicate }) => !duplicate)));
  });
  await check.scene('the same message twice', () => twice(check, url, talk));
  await check.scene('lines that fail in mid-send', () => failingLines(check, talk));
  await check.scene('a server that is killed', () => killed(check, target, talk));
  await check.scene('the balance', () => balance(check, url, talk));
}

async function twice(check: Check, url: string, { visitor, operator }: Talk): Promise<void> {
  for (const side of [visitor, operator]) {
    await check.step(
      `${side.name}: sent again over a socket and over HTTP, answered with the first result`,
      async () => {
        const first = side.written[0];
        ok(first !== undefined);
        const { conversationId, messageId, text } = first;
        for (const api of [side.client.api, overHttp(url, side.params), side.client.api]) {
          const { seq, duplicate } = await api.message.send.mutate({ conversationId, messageId, text });
          deepEqual({ seq, duplicate }, { seq: first.seq, duplicate: true });
        }
      },
    );
  }
}

async function failingLines(check: Check, talk: Talk): Promise<void> {
  for (const side of talk.sides) {
    const { name, line } = side;
    const other = talk.otherThan(side);
    await check.step(`${name}: the answer is lost, the message was stored: acknowledged as a duplicate`, async () => {
      line.hold('down');
      const sent = side.write(1, 'answer lost');
      await other.hears('answer lost');
      line.cut();
      line.release();
      await sent;
      equal(side.written.at(-1)?.duplicate, true);
    });
    await check.step(`${name}: the message is lost on its way: sent again, stored once`, async () => {
      line.hold('up');
      const sent = side.write(1, 'message lost');
      line.cut();
      line.release();
      await sent;
      equal(side.written.at(-1)?.duplicate, false);
    });
    await check.step(`${name}: the line falls silent without a word: noticed, resumed, acknowledged`, async () => {
      line.halfOpen();
      await side.write(1, 'into the void');
    });
  }
  await check.step(`${UNDER_CUTS} messages each way while both lines are cut again and again`, () =>
    Promise.all(
      talk.sides.map((side) =>
        side.write(UNDER_CUTS, 'cut', (acknowledged) => {
          if (acknowledged % 10 === 5) side.cutBothLines();
        }),
      ),
    ),
  );
}

async function killed(check: Check, { server }: Target, talk: Talk): Promise<void> {
  const what = `${UNDER_KILLS} messages each way while the server is killed with -9 three times`;
  if (server === null) return check.skip(what, 'PARLEY_URL is not ours to kill');
  await check.step(
    what,
    async () => {
      const restarts: Promise<void>[] = [];
      const killAt = new Set([20, 50, 80]);
      const afterEach = (acknowledged: number): void => {
        if (killAt.delete(acknowledged)) restarts.push(server.restart('SIGKILL'));
      };
      const { visitor, operator } = talk;
      await Promise.all([visitor.write(UNDER_KILLS, 'kill', afterEach), operator.write(UNDER_KILLS, 'kill')]);
      await Promise.all(restarts);
      equal(restarts.length, 3);
    },
    90_000,
  );
}

/** Drawn when the receipts are in, which follow what they are about; one that comes later still does no harm. */
async function balance(check: Check, url: string, talk: Talk): Promise<void> {
  await check.step('each side knows that the other has got everything', async () => {
    const { visitor, operator } = talk;
    const last = ({ written }: Side): number => written.at(-1)?.seq ?? 0;
    for (const side of talk.sides) {
      await side.shows(({ receipts }) => receipts.operatorDelivered >= last(visitor));
      await side.shows(({ receipts }) => receipts.visitorDelivered >= last(operator));
    }
  });
  const log = await check.step('the log counts 1, 2, 3 … without a gap', async () => {
    const events = await talk.readLog(url);
    deepEqual(
      events.map(({ data }) => data.seq),
      events.map((_event, index) => index + 1),
    );
    return events;
  });
  for (const side of talk.sides) {
    const own = log.flatMap(({ data }) =>
      data.type === 'message' && data.actor.kind === side.name
        ? [{ messageId: data.messageId, seq: data.seq, text: data.text }]
        : [],
    );
    await check.step(
      `${side.name}: ${side.written.length} written, all stored once, in order, under the seq they were told`,
      () => {
        deepEqual(
          own,
          side.written.map(({ messageId, seq, text }) => ({ messageId, seq, text })),
        );
      },
    );
  }
  for (const side of talk.sides) await seenBy(check, side, log);
  await check.step('who reads on from the middle gets exactly the rest', async () => {
    const middle = log[Math.floor(log.length / 2)];
    ok(middle !== undefined);
    const rest = log.slice(middle.data.seq);
    deepEqual((await talk.readLog(url, middle.id)).slice(0, rest.length), rest);
  });
}

async function seenBy(check: Check, side: Side, log: Awaited<ReturnType<Talk['readLog']>>): Promise<void> {
  await check.step(`${side.name}: heard every event once and in order, through all of it`, async () => {
    await side.heard.until(({ data }) => data.seq === log.length);
    deepEqual(side.heard.heard.slice(0, log.length), log);
    deepEqual(
      side.heard.heard.map(({ data }) => data.seq),
      side.heard.heard.map((_event, index) => index + 1),
    );
  });
  await check.step(`${side.name}: the thread on the screen is the log`, async () => {
    const expected = log.flatMap(({ data }) => (data.type === 'message' ? [data.messageId] : []));
    const shown = (): string[] =>
      side.thread.getSnapshot().items.flatMap((item) => (item.kind === 'message' ? [item.key] : []));
    await side.shows(({ lastSeq }) => lastSeq >= log.length);
    while (side.thread.getSnapshot().hasMore) await side.thread.loadOlder();
    deepEqual(shown(), expected);
  });
}
