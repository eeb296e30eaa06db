import type { FindingKind } from '../checker/findings.ts';
import type { SceneName } from './scenes.ts';

export interface Bug {
  /** The rule of SPEC.md that it breaks. */
  rule: string;
  what: string;
  /** From the repository's root; one that the clients load is planted in their process too. */
  file: string;
  /** Exact, and there once. Kept short: what stands around it may change. */
  find: string;
  replace: string;
  scene: SceneName;
  /** How it must show. */
  shows: readonly FindingKind[];
}

const LOG = 'packages/api/src/event-log';

/** Each is a mistake that somebody could make, in one place of the product as it is. */
export const BUGS: Record<string, Bug> = {
  'early-answer': {
    rule: 'EL1',
    what: 'acknowledged before the commit, with the seq it is likely to get',
    file: 'packages/api/src/conversation/send-message.ts',
    find: 'const { seq, eventId, duplicate } = await services.append(',
    replace: 'const { seq, eventId, duplicate } = await writeBehind(services, ',
    scene: 'crash',
    shows: ['lost'],
  },
  'sequence-seq': {
    rule: 'EL2',
    what: 'seq out of a sequence, which an undone statement leaves a hole in',
    file: `${LOG}/append-sql.ts`,
    find: 'update stream s set last_seq = s.last_seq + n.count\n      from (select f.stream_id',
    replace:
      'update stream s set last_seq = s.last_seq + n.count + (random() < 0.02)::int\n      from (select f.stream_id',
    scene: 'crash',
    shows: ['hole'],
  },
  'listen-after-read': {
    rule: 'EL3',
    what: 'whoever has caught up goes on at the head, wherever that is by then',
    file: `${LOG}/direct-subscriber.ts`,
    find: 'if (this.#feed.live(this)) return;',
    replace: 'this.#place = await headOr(place, this.#db, stream.id);\n      if (this.#feed.live(this)) return;',
    scene: 'cuts',
    shows: ['hole', 'lost'],
  },
  'last-again': {
    rule: 'EL3',
    what: 'whoever comes back is told the last event again',
    file: `${LOG}/direct-subscriber.ts`,
    find: 'startOf(this.#db, stream.id, lastEventId)',
    replace: 'oneBefore(lastEventId, this.#db, stream)',
    scene: 'cuts',
    shows: ['doubled'],
  },
  'cursor-unchecked': {
    rule: 'EL4',
    what: 'a cursor is believed without its proof',
    file: `${LOG}/cursor.ts`,
    find: '&& idProof(event.id) === place.proof',
    replace: '',
    scene: 'lost-tail',
    shows: ['divergent', 'lost'],
  },
  'no-sweep': {
    rule: 'EL5',
    what: 'what no hint tells of is not looked for',
    file: `${LOG}/fan-out.ts`,
    find: 'void this.sweep()',
    replace: 'undefined',
    scene: 'dead-bus',
    shows: ['late', 'lost'],
  },
  'id-not-stored': {
    rule: 'EL6',
    what: 'the client’s id is not stored, so the same message is appended again',
    file: `${LOG}/append-events.ts`,
    find: 'client_id: clientId,',
    replace: 'client_id: null,',
    scene: 'cuts',
    shows: ['doubled'],
  },
  'retry-with-new-id': {
    rule: 'EL6',
    what: 'the client sends again under a new id',
    file: 'packages/client/src/client-core.ts',
    find: 'deliver: (entry) => deliver(api, entry),',
    replace: 'deliver: (entry) => deliver(api, { ...entry, id: uuidv7() }),',
    scene: 'cuts',
    shows: ['doubled', 'lost'],
  },
  'no-gate': {
    rule: 'TR5',
    what: 'whoever does not read is written to all the same',
    file: 'packages/api/src/transport/guard-socket.ts',
    find: 'if (this.bufferedAmount > LIMITS.bufferBytes) return false;',
    replace: '',
    scene: 'stalled',
    shows: ['buffer'],
  },
  'newest-first': {
    rule: 'CV1',
    what: 'the client sends what was written last, and what had to wait after it',
    file: 'packages/client/src/outbox/outbox.ts',
    find: 'getSnapshot().find(isNext)',
    replace: 'getSnapshot().findLast(isNext)',
    scene: 'cuts',
    shows: ['reordered'],
  },
  'signals-not-replayed': {
    rule: 'CL2',
    what: 'a device that comes back to a call hears what is said from then on',
    file: 'packages/api/src/call/call-events.ts',
    find: '{ ...reading, stream: access.stream, present }',
    replace: "{ ...reading, lastEventId: reading.lastEventId == null ? null : 'now', stream: access.stream, present }",
    scene: 'call',
    shows: ['lost'],
  },
};

/** Code that a replacement needs, at the end of its file. */
export const APPENDIX: Partial<Record<string, string>> = {
  'listen-after-read': `
import { readHead } from './read-events.ts';
async function headOr(place, db, streamId) {
  // As on a database that has much to do: long enough for somebody to write meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const head = await readHead(db, streamId);
  return head === undefined ? place : placeOf(head);
}
`,
  'last-again': `
import { readEvents } from './read-events.ts';
async function oneBefore(lastEventId, db, stream) {
  const place = await startOf(db, stream.id, lastEventId);
  const [event] = place.seq > 1 ? await readEvents(db, stream, place.seq - 2, 1) : [];
  return event === undefined ? place : placeOf(event);
}
`,
  'early-answer': `
const heads = new Map();
async function writeBehind(services, item) {
  const known = heads.get(item.stream.id);
  if (known === undefined) {
    const appended = await services.append(item);
    heads.set(item.stream.id, appended.seq);
    return appended;
  }
  heads.set(item.stream.id, known + 1);
  setTimeout(() => services.append(item), 20);
  return { seq: known + 1, eventId: '00000000-0000-7000-8000-000000000000', duplicate: false };
}
`,
};
