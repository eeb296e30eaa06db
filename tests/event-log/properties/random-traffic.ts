/**
 * Several nodes, several streams, senders who repeat themselves, readers who come and go, a bus that cannot be
 * relied on; in the end everybody has read everything once and in order, and the tables hold together.
 */
import { deepEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import type { ConversationStatus } from '../../../packages/api/src/contract/views.ts';
import type { ConversationRow } from '../../../packages/api/src/conversation/conversation.queries.ts';
import type { AppendItem, Appended } from '../../../packages/api/src/event-log/append-events.ts';
import { readHeads } from '../../../packages/api/src/event-log/read-events.ts';
import { BadBus, FATES, type Fate } from '../bad-bus.ts';
import { message, remark } from '../items.ts';
import { checkAcknowledged, checkGapless, checkInbox, checkOnce, checkProjection } from '../log-checks.ts';
import type { LogWorld, Project } from '../log-world.ts';
import { LogReader } from '../reader.ts';

const NODES = 3;
const CONVERSATIONS = 3;
/** Few, so that they come again: in a batch, across batches, across nodes, in another stream. */
const CLIENT_IDS = 6;

type Said =
  | { kind: 'message'; clientId: number }
  | { kind: 'status'; status: ConversationStatus }
  | { kind: 'assigned'; toAnna: boolean }
  | { kind: 'receipt'; receipt: 'delivered' | 'read'; side: 'visitor' | 'operator'; upTo: number };
type Step =
  | { do: 'append'; node: number; items: { conversation: number; said: Said }[]; answerIsLost: boolean }
  | { do: 'settle' }
  | { do: 'read'; node: number; stream: number }
  | { do: 'cut'; reader: number }
  | { do: 'resume'; reader: number; node: number }
  | { do: 'bus'; fate: Fate }
  | { do: 'late hints come' }
  | { do: 'sweep'; node: number };

const said: fc.Arbitrary<Said> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('message'), clientId: fc.nat(CLIENT_IDS - 1) }) },
  fc.record({ kind: fc.constant('status'), status: fc.constantFrom('open', 'snoozed', 'closed') }),
  fc.record({ kind: fc.constant('assigned'), toAnna: fc.boolean() }),
  fc.record({
    kind: fc.constant('receipt'),
    receipt: fc.constantFrom('delivered', 'read'),
    side: fc.constantFrom('visitor', 'operator'),
    upTo: fc.nat(20),
  }),
);
const node = fc.nat(NODES - 1);
const reader = fc.nat(9);
const items = fc.array(fc.record({ conversation: fc.nat(CONVERSATIONS - 1), said }), { minLength: 1, maxLength: 8 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('append'), node, items, answerIsLost: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read'), node, stream: fc.nat(CONVERSATIONS) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut'), reader }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('resume'), reader, node }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bus'), fate: fc.constantFrom(...FATES) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late hints come') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep'), node }) },
);

export async function randomTraffic(
  world: LogWorld,
  options: { runs: number; patienceMs?: number; endOnFailure?: boolean },
): Promise<void> {
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
    const run = await Run.prepare(world, options.patienceMs);
    try {
      for (const each of steps) await run.take(each);
      await run.finish();
    } finally {
      await run.end();
    }
  });
  await fc.assert(property, { numRuns: options.runs, endOnFailure: options.endOnFailure ?? false });
}

class Run {
  readonly #world: LogWorld;
  readonly #project: Project;
  readonly #patienceMs: number | undefined;
  readonly #bus = new BadBus();
  readonly #clientIds = Array.from({ length: CLIENT_IDS }, () => uuidv7());
  readonly #readers: LogReader[] = [];
  readonly #acknowledged: Appended[] = [];
  #pending: Promise<void>[] = [];

  private constructor(world: LogWorld, project: Project, patienceMs: number | undefined) {
    this.#world = world;
    this.#project = project;
    this.#patienceMs = patienceMs;
    for (let opened = 0; opened < NODES; opened += 1) {
      this.#bus.nodes.push(world.implementation.open(world.db, (streamId, seq) => this.#bus.publish(streamId, seq)));
    }
  }

  static async prepare(world: LogWorld, patienceMs: number | undefined): Promise<Run> {
    return new Run(world, await world.newProject(CONVERSATIONS), patienceMs);
  }

  async take(each: Step): Promise<void> {
    switch (each.do) {
      case 'append':
        this.#pending.push(...each.items.map((one) => this.#send(each, this.#itemOf(one))));
        return;
      case 'settle':
        await Promise.all(this.#pending.splice(0));
        return;
      case 'read':
        this.#readers.push(
          new LogReader(this.#streams()[each.stream] ?? this.#project.inbox, null, this.#patienceMs).start(
            this.#node(each.node),
          ),
        );
        return;
      case 'cut':
        await this.#readers[each.reader]?.cut();
        return;
      case 'resume': {
        const one = this.#readers[each.reader];
        if (one !== undefined && !one.isReading) one.start(this.#node(each.node));
        return;
      }
      case 'bus':
        this.#bus.fate = each.fate;
        return;
      case 'late hints come':
        return this.#bus.releaseLate();
      case 'sweep':
        return this.#node(each.node).sweep();
    }
  }

  /** One sweep of each node is all that the readers get. */
  async finish(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
    for (const one of this.#readers) if (!one.isReading) one.start(this.#node(0));
    await Promise.all(this.#bus.nodes.map((one) => one.sweep()));
    const { db } = this.#world;
    for (const one of this.#readers) {
      const [head] = await readHeads(db, [one.stream.id]);
      await one.reaches(head?.seq ?? 0);
      deepEqual(one.resets, 0, 'a reset without a reason');
      const rows = await db
        .selectFrom('event')
        .select(['id'])
        .where('stream_id', '=', one.stream.id)
        .orderBy('seq')
        .execute();
      deepEqual(
        one.events.map(({ id }) => id),
        rows.map(({ id }) => id),
        'what a reader has applied is the log',
      );
    }
    for (const conversation of this.#project.conversations) {
      await checkGapless(db, conversation.stream);
      await checkProjection(db, conversation);
    }
    await checkInbox(db, this.#project);
    await checkOnce(db, this.#project);
    await checkAcknowledged(db, this.#acknowledged);
  }

  async end(): Promise<void> {
    await Promise.allSettled(this.#pending);
    await Promise.all(this.#readers.map((one) => one.cut()));
  }

  /** A sender who gets no answer asks again, somewhere else. */
  async #send({ node: at, answerIsLost }: { node: number; answerIsLost: boolean }, item: AppendItem): Promise<void> {
    const first = await this.#node(at).append(item);
    this.#acknowledged.push(first);
    if (!answerIsLost || item.clientId === null) return;
    const second = await this.#node(at + 1).append(this.#world.implementation.again(item));
    deepEqual(
      { seq: second.seq, eventId: second.eventId, duplicate: second.duplicate },
      { seq: first.seq, eventId: first.eventId, duplicate: true },
    );
  }

  #itemOf({ conversation: index, said: one }: { conversation: number; said: Said }): AppendItem {
    const conversation = this.#conversation(index);
    const { operatorId } = this.#world;
    switch (one.kind) {
      case 'message':
        return message(conversation, this.#clientIds[one.clientId]);
      case 'status':
        return remark(conversation, operatorId, { type: 'status', status: one.status });
      case 'assigned':
        return remark(conversation, operatorId, {
          type: 'assigned',
          operator: one.toAnna ? { id: operatorId, name: 'Anna' } : null,
        });
      case 'receipt':
        return remark(conversation, operatorId, {
          type: 'receipt',
          receipt: one.receipt,
          side: one.side,
          upTo: one.upTo,
        });
    }
  }

  #conversation(index: number): ConversationRow {
    const found = this.#project.conversations[index];
    if (found === undefined) throw new Error(`no conversation ${index}`);
    return found;
  }

  #streams() {
    return [...this.#project.conversations.map(({ stream }) => stream), this.#project.inbox];
  }

  #node(index: number) {
    const found = this.#bus.nodes[index % NODES];
    if (found === undefined) throw new Error('no node');
    return found;
  }
}
