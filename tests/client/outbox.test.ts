import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ParleyError } from '../../packages/client/src/errors.ts';
import { Outbox } from '../../packages/client/src/outbox/outbox.ts';
import {
  OUTBOX_TABLE,
  advance,
  KEEP_SENT_MS,
  type OutboxPhase,
} from '../../packages/client/src/outbox/outbox-state.ts';
import type { MessageChange } from '../../packages/client/src/talk/talk-types.ts';
import { memoryStorage } from '../../packages/client/src/storage/memory-storage.ts';
import type { KeyValueStore } from '../../packages/client/src/types.ts';
import { FakeClock } from './fake-clock.ts';

type Fault = 'none' | 'lost before' | 'lost after' | 'refused';

/** The server's promise (EL6): an id is stored once, and whoever sends it again gets the first answer. */
class Log {
  readonly stored: string[] = [];
  readonly deliveries: string[] = [];
  underWay = 0;
  mostUnderWay = 0;
  /** The next one is told to come again then. */
  busyForMs: number | null = null;
  /** What is stored only behind another. */
  readonly after = new Map<string, string>();
  readonly #faults: Fault[];

  constructor(faults: readonly Fault[] = []) {
    this.#faults = [...faults];
  }

  async take(id: string): Promise<{ seq: number; eventId: string; duplicate: boolean }> {
    this.deliveries.push(id);
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
    await Promise.resolve();
    this.underWay -= 1;
    if (this.busyForMs !== null) {
      const retryAfterMs = this.busyForMs;
      this.busyForMs = null;
      throw new ParleyError('RATE_LIMITED', { retryAfterMs });
    }
    const fault = this.#faults.shift() ?? 'none';
    if (fault === 'lost before') throw new ParleyError('NETWORK');
    if (fault === 'refused') throw new ParleyError('INVALID_INPUT');
    const before = this.after.get(id);
    if (before !== undefined && !this.stored.includes(before)) throw new ParleyError('NOT_FOUND');
    const duplicate = this.stored.includes(id);
    if (!duplicate) this.stored.push(id);
    if (fault === 'lost after') throw new ParleyError('NETWORK');
    return { seq: this.stored.indexOf(id) + 1, eventId: id, duplicate };
  }
}

const NO_FILES = {
  resume: () => Promise.resolve(),
  ready: (): Promise<void> => Promise.reject(new Error('there are no files')),
  again: (): Promise<void> => Promise.reject(new Error('there are no files')),
  forget: () => Promise.resolve(),
  forgetOwn: () => Promise.resolve(),
  forgetAll: () => Promise.resolve(),
  take: () => undefined,
  cancel: () => undefined,
};

function open(log: Log, storage: KeyValueStore = memoryStorage(), clock = new FakeClock(), files = NO_FILES) {
  const listeners = new Set<() => void>();
  const onOnline = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const outbox = new Outbox({
    ...{ storage, clock, random: () => 0.5, onOnline },
    files,
    deliver: ({ id }) => log.take(id),
  });
  return { outbox, clock, storage, listeners, comeOnline: () => listeners.forEach((listener) => listener()) };
}

const FAULTS = fc.array(fc.constantFrom<Fault>('none', 'lost before', 'lost after'), { maxLength: 30 });

describe('the outbox', () => {
  const phases: OutboxPhase[] = [
    { name: 'queued' },
    { name: 'sending' },
    { name: 'sent', seq: 1, duplicate: false, at: 0 },
    { name: 'failed', code: 'FORBIDDEN' },
  ];
  test.each(phases)('every event has an answer while $name', (phase) => {
    const result = { seq: 7, eventId: 'x', duplicate: true };
    const events = [
      { type: 'picked' },
      { type: 'unanswered' },
      { type: 'acknowledged', result, at: 5 },
      { type: 'refused', code: 'NOT_FOUND' },
      { type: 'retry' },
      { type: 'reset' },
    ] as const;
    for (const event of events) expect(advance(phase, event).name).toBe(OUTBOX_TABLE[phase.name][event.type]);
  });

  test('[CV1] messages of one conversation are stored in the order written, however the network fails', async () => {
    await fc.assert(
      fc.asyncProperty(FAULTS, fc.integer({ min: 1, max: 8 }), async (faults, count) => {
        const log = new Log(faults);
        const { outbox, clock } = open(log);
        const written = Array.from({ length: count }, (_, index) => outbox.add('message', 'c', String(index)).id);
        await clock.pass(60 * 60 * 1000);
        expect(log.stored).toEqual(written);
        expect(log.mostUnderWay).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  test('[CV1] a note or another conversation does not wait for a message that is stuck', async () => {
    const log = new Log(['lost before', 'none', 'none']);
    const { outbox, clock } = open(log);
    const stuck = outbox.add('message', 'one', 'stuck').id;
    const other = outbox.add('message', 'two', 'goes').id;
    const note = outbox.add('note', 'one', 'goes').id;
    await clock.pass(0);
    expect(log.stored).toEqual([other, note]);
    await clock.pass(60_000);
    expect(log.stored).toEqual([other, note, stuck]);
  });

  test('what waits to be tried again goes soon when the connection comes back', async () => {
    const log = new Log(Array.from({ length: 7 }, () => 'lost before'));
    const { outbox, clock, listeners, comeOnline } = open(log);
    const { id } = outbox.add('message', 'c', 'hello');
    // The next try would be 2.3 s from here.
    await clock.pass(9_000);
    expect(log.deliveries).toHaveLength(7);
    comeOnline();
    expect(log.stored).toEqual([]);
    await clock.pass(250);
    expect(log.stored).toEqual([id]);
    expect(listeners.size).toBe(0);
  });

  test('a server that names its time is not asked before that', async () => {
    const log = new Log();
    const { outbox, clock, comeOnline } = open(log);
    log.busyForMs = 30_000;
    outbox.add('message', 'c', 'hello');
    await clock.pass(1_000);
    comeOnline();
    await clock.pass(29_000);
    expect(log.deliveries).toHaveLength(1);
    // Nor all at once, of those who were told the same.
    await clock.pass(250);
    expect(log.deliveries).toHaveLength(2);
  });

  test('[EL6] an answer that was lost is asked for again under the same id, and nothing is stored twice', async () => {
    const log = new Log(['lost after', 'lost after']);
    const { outbox, clock } = open(log);
    const { id, acknowledged } = outbox.add('message', 'c', 'hello');
    await clock.pass(60_000);
    expect(log.deliveries).toEqual([id, id, id]);
    expect(log.stored).toEqual([id]);
    await expect(acknowledged).resolves.toEqual({ seq: 1, duplicate: true });
  });

  test('[EL6] what an earlier page left unsent is sent after a reload, once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(FAULTS, fc.nat({ max: 400 }), async (faults, reloadAfter) => {
        const log = new Log(faults);
        const first = open(log);
        const written = ['a', 'b', 'c'].map((text) => first.outbox.add('message', 'c', text).id);
        await first.clock.pass(reloadAfter);
        first.outbox.close();
        const second = open(log, first.storage, first.clock);
        await second.outbox.resume();
        await second.clock.pass(60 * 60 * 1000);
        expect(log.stored).toEqual(written);
      }),
      { numRuns: 60 },
    );
  });

  test('two tabs that share a storage do no harm to each other', async () => {
    const log = new Log();
    const one = open(log);
    const two = open(log, one.storage, one.clock);
    const { id } = one.outbox.add('message', 'c', 'hello');
    await two.outbox.resume();
    await one.clock.pass(1_000);
    expect(log.stored).toEqual([id]);
  });

  test('what the server refuses has failed with its code; a retry keeps the id', async () => {
    const log = new Log(['refused']);
    const { outbox, clock } = open(log);
    const { id, acknowledged } = outbox.add('message', 'c', 'hello');
    await clock.pass(60_000);
    await expect(acknowledged).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(outbox.getSnapshot()[0]?.phase).toEqual({ name: 'failed', code: 'INVALID_INPUT' });
    outbox.retry(id);
    await clock.pass(0);
    expect(log.stored).toEqual([id]);
  });

  test('[EL4] after a reset, what was acknowledged in the last ten minutes is offered again, in its order', async () => {
    const log = new Log();
    const { outbox, clock } = open(log);
    outbox.add('message', 'c', 'too old');
    await clock.pass(KEEP_SENT_MS + 1);
    const recent = ['a', 'b'].map((text) => outbox.add('message', 'c', text).id);
    await clock.pass(1_000);
    const afterFailover = log.deliveries.length;
    log.stored.length = 0;
    outbox.offerAgain('c', 'message');
    const late = outbox.add('message', 'c', 'new').id;
    await clock.pass(1_000);
    expect(log.stored).toEqual([...recent, late]);
    expect(log.deliveries.slice(afterFailover)).toEqual([...recent, late]);
  });

  test.each(['keys', 'files'])(
    'what is dropped while it is taken up, at its %s, is neither shown nor sent',
    async (at) => {
      const storage = memoryStorage();
      const entry = { kind: 'message', id: 'e', conversationId: 'c', text: 'secret', writtenAt: 0 };
      await storage.set('outbox:e', JSON.stringify({ ...entry, phase: { name: 'queued' } }));
      const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const hold = async () => {
        reached.resolve();
        await held.promise;
      };
      const log = new Log();
      const keys = async () => {
        const found = await storage.keys();
        if (at === 'keys') await hold();
        return found;
      };
      const files = { ...NO_FILES, resume: at === 'files' ? hold : NO_FILES.resume };
      const { outbox, clock } = open(log, { ...storage, keys }, new FakeClock(), files);
      const resumed = outbox.resume();
      await reached.promise;
      const dropped = outbox.drop();
      held.resolve();
      await Promise.all([resumed, dropped]);
      await clock.pass(60_000);
      expect([outbox.getSnapshot(), log.deliveries]).toEqual([[], []]);
    },
  );

  test('[EL4] after a reset, a change waits for its message, and that for its files', async () => {
    const log = new Log();
    const brought = Promise.withResolvers<void>();
    const files = { ...NO_FILES, ready: () => Promise.resolve(), again: () => brought.promise };
    const { outbox, clock } = open(log, memoryStorage(), new FakeClock(), files);
    const message = outbox.add('message', 'c', 'the plan', ['f']);
    await clock.pass(1_000);
    await message.acknowledged;
    const change = { type: 'edit', text: 'The plan', messageId: message.id } as const;
    const edit = outbox.add('change', 'c', '', [], { change });
    await clock.pass(1_000);
    await edit.acknowledged;
    log.deliveries.length = 0;

    outbox.offerAgain('c', 'message');
    await clock.pass(1_000);
    const words = outbox.add('message', 'c', 'these do not wait');
    await clock.pass(1_000);
    expect(log.deliveries).toEqual([words.id]);
    brought.resolve();
    await clock.pass(1_000);
    expect(log.deliveries).toEqual([words.id, message.id, edit.id]);
  });

  test('[EL4] a change that learns first that the log has lost its message brings it back, once', async () => {
    const log = new Log();
    const { outbox, clock } = open(log);
    const change = (messageId: string) => {
      const edit = { change: { type: 'edit', text: 'once more', messageId } } as const;
      const { id, acknowledged } = outbox.add('change', 'c', '', [], edit);
      log.after.set(id, messageId);
      return { id, acknowledged };
    };
    const [first, second] = [outbox.add('message', 'c', 'one'), outbox.add('message', 'c', 'two')];
    await clock.pass(1_000);
    log.stored.length = 0;
    const edit = change(second.id);
    await clock.pass(1_000);
    await edit.acknowledged;
    expect(log.stored).toEqual([first.id, second.id, edit.id]);

    // A server that never has it is not asked for ever.
    const odd = change(first.id);
    log.after.set(odd.id, 'nothing');
    await clock.pass(60_000);
    await expect(odd.acknowledged).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('of a message that is deleted neither its words nor its edits stay on the device; its deletion does', async () => {
    const { outbox, clock, storage } = open(new Log());
    const message = outbox.add('message', 'c', 'my number');
    const change = (said: MessageChange) =>
      outbox.add('change', 'c', '', [], { change: { ...said, messageId: message.id } });
    change({ type: 'edit', text: 'my other number' });
    await clock.pass(1_000);
    const deletion = change({ type: 'delete' });
    await clock.pass(1_000);
    expect(outbox.getSnapshot().map(({ id, phase }) => [id, phase.name])).toEqual([[deletion.id, 'sent']]);
    const kept = await Promise.all((await storage.keys()).map((key) => storage.get(key)));
    expect(kept.join()).not.toContain('number');
  });

  test('a storage that throws costs nothing but the survival of a reload', async () => {
    const broken: KeyValueStore = {
      get: () => Promise.reject(new Error('broken')),
      set: () => Promise.reject(new Error('broken')),
      delete: () => Promise.reject(new Error('broken')),
      keys: () => Promise.reject(new Error('broken')),
    };
    const log = new Log();
    const { outbox, clock } = open(log, broken);
    outbox.add('message', 'c', 'hello');
    await clock.pass(0);
    expect(log.stored).toHaveLength(1);
  });
});
