/** A project with people in it, on a real database, and every device's own way into the router: no sockets in between. */
import { isTrackedEnvelope } from '@trpc/server';
import pino from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { appRouter } from '../../packages/api/src/app-router.ts';
import { Limits } from '../../packages/api/src/access/limits.ts';
import { openDataKeys } from '../../packages/api/src/access/open-data-keys.ts';
import type { Connection, OperatorCaller } from '../../packages/api/src/access/caller.ts';
import type { Services } from '../../packages/api/src/access/services.ts';
import { router } from '../../packages/api/src/access/procedures.ts';
import { callProcedures } from '../../packages/api/src/call/call.router.ts';
import { CallLeases, renewLeases } from '../../packages/api/src/call/call-leases.ts';
import { sweepCalls } from '../../packages/api/src/call/call-sweeper.ts';
import { LIMITS } from '../../packages/api/src/contract/wire.ts';
import type { CallEvent, CallSignal } from '../../packages/api/src/contract/events.ts';
import type { CallMedia, CallView } from '../../packages/api/src/contract/call-views.ts';
import { createDb } from '../../packages/api/src/db/create-db.ts';
import { migrateToLatest } from '../../packages/api/src/db/migrate.ts';
import { readEnv } from '../../packages/api/src/env.ts';
import type { Appended } from '../../packages/api/src/event-log/append-events.ts';
import { FanOut } from '../../packages/api/src/event-log/fan-out.ts';
import { GroupCommit } from '../../packages/api/src/event-log/group-commit.ts';
import { PresenceHub } from '../../packages/api/src/presence/presence-hub.ts';
import { Holder } from '../../packages/api/src/transport/holder.ts';
import { openFiles } from '../../packages/api/src/attachment/open-files.ts';
import { fileKey } from '../../packages/api/src/db/installation.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { createTestDatabase, type DatabaseKind } from '../support/database.ts';
import { UNLIMITED } from '../support/unlimited.ts';

const log = pino({ level: 'silent' });
/** Sweeps closer together than a gap that would count as the server's absence. */
const SWEEP_STEP_MS = 4_000;

export type World = Awaited<ReturnType<typeof createWorld>>;
export type TestDevice = ReturnType<typeof deviceOf>;

/** What a server runs on, without its sockets. */
async function createServices(kind: DatabaseKind, variables: Record<string, string>) {
  const database = await createTestDatabase(kind);
  const env = readEnv({ ...database.env, ...variables });
  const { db, close } = createDb(env, log, (cause) => {
    throw cause;
  });
  await migrateToLatest(db);
  const fanOut = new FanOut(db, log);
  const callLeases = new CallLeases(db, log);
  const presence = new PresenceHub(0);
  const announce = (list: readonly Appended[]): void => list.forEach(({ streamId, seq }) => fanOut.hint(streamId, seq));
  const commits = new GroupCommit(db, (appended) => announce([appended]));
  const append: Services['append'] = (item) => commits.append(item);
  const services: Services = {
    db,
    log,
    env,
    append,
    announce,
    fanOut,
    presence,
    callLeases,
    erased: () => undefined,
    limits: new Limits({ factor: Number(UNLIMITED.RATE_LIMIT_FACTOR) }),
    keys: openDataKeys(env, []),
    files: openFiles(env, await fileKey(db), log),
    revokeSessions: () => undefined,
    changeRights: () => undefined,
    vouchedUntil: () => undefined,
  };
  const stop = async (): Promise<void> => {
    fanOut.close();
    callLeases.close();
    presence.close();
    await close();
    await database[Symbol.asyncDispose]();
  };
  return { services, stop };
}

export async function createWorld(kind: DatabaseKind, variables: Record<string, string> = {}) {
  const { services, stop } = await createServices(kind, variables);
  const { db } = services;
  const people = await createPeople(services);
  /** The tests' own clock: the machine's until time is made to pass, then ahead of it. */
  let now = 0;
  /** Up to now the server was up and swept, as it does every second. */
  async function sweptUntilNow(): Promise<void> {
    now = Math.max(now, Date.now());
    await db
      .updateTable('call_sweep')
      .set({ last_at: new Date(now) })
      .execute();
  }

  return {
    services,
    ...people,
    /** Time goes by while the server is up; the devices that `stay` keep their leases. */
    async pass(ms: number, callId: string, stay: readonly TestDevice[]): Promise<void> {
      await sweptUntilNow();
      const until = now + ms;
      while (now < until) {
        now = Math.min(until, now + SWEEP_STEP_MS);
        await renewLeases(
          db,
          stay.map(({ device }) => ({ callId, device })),
          new Date(now + LIMITS.leaseMs),
        );
        await sweepCalls(services, now);
      }
    },
    /** The server was away for so long, and is back: its first sweep. */
    async comeBackAfter(ms: number): Promise<void> {
      await sweptUntilNow();
      now += ms;
      await sweepCalls(services, now);
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function createPeople(services: Services) {
  const anna = await createOperator(services, 'Anna');
  const ben = await createOperator(services, 'Ben');
  const outsider = await createOperator(services, 'Eve');
  const annasPhone = deviceOf(services, anna);
  const project = await annasPhone.api.project.create({ name: 'Shop' });
  await acrossProjects(services.db)
    .insertInto('member')
    .values({ project_id: project.id, operator_id: ben.id, role: 'agent' })
    .execute();
  return { anna, ben, outsider, projectId: project.id };
}

/** One more member of the project. */
export async function hire({ services, projectId }: World, name: string, role: 'agent' | 'viewer') {
  const operator = await createOperator(services, name);
  await acrossProjects(services.db)
    .insertInto('member')
    .values({ project_id: projectId, operator_id: operator.id, role })
    .execute();
  return operator;
}

async function createOperator({ db }: Services, name: string): Promise<OperatorCaller> {
  const id = uuidv7();
  const email = `${id}@example.com`;
  await db.insertInto('operator').values({ id, email, name, password_hash: '-' }).execute();
  return { kind: 'operator', id, name, email, sessionId: uuidv7(), rights: 0 };
}

/** A visitor of the project on a first device, with a conversation. */
export async function visit({ services, projectId }: World) {
  const guest = deviceOf(services, { kind: 'guest', projectId, origin: null });
  await guest.api.visitor.start({ attributes: { name: 'Vera' } });
  const caller = guest.connection.caller;
  if (caller.kind !== 'visitor') throw new Error('a started guest is a visitor');
  const vera = deviceOf(services, caller);
  return { vera, conversation: await vera.api.conversation.open() };
}

/** One more device of this person. */
export function deviceOf(services: Services, caller: Connection['caller'], deviceId = uuidv7()) {
  const holder = new Holder({ caller });
  const connection: Connection = {
    id: uuidv7(),
    transport: 'websocket',
    deviceId,
    userAgent: null,
    network: null,
    log,
    get caller() {
      return holder.caller;
    },
    become: (begin) => holder.become(begin),
    update: (known) => holder.update(known),
    writable: () => Promise.resolve(),
  };
  const api = appRouter.createCaller({ ...services, connection });
  const call = router(callProcedures).createCaller({ ...services, connection });
  const partyId = 'id' in caller ? caller.id : '';
  const side = caller.kind === 'operator' ? 'operator' : 'visitor';
  return {
    api,
    call,
    connection,
    deviceId,
    device: { side, partyId, deviceId, name: '' } as const,
    ring: (conversationId: string, media: CallMedia = 'audio', callId = uuidv7()): Promise<CallView> =>
      call.start({ conversationId, callId, media }),
    signal: (callId: string, signal: CallSignal, signalId = uuidv7()): Promise<{ seq: number }> =>
      call.signal({ callId, signalId, signal }),
  };
}

export interface Heard {
  cursor: string;
  event: CallEvent;
}

/** Reads a call's events until one fits, and leaves. @returns everything heard, that one last */
export async function hear(
  who: TestDevice,
  callId: string,
  fits: (event: CallEvent) => boolean,
  lastEventId?: string,
): Promise<Heard[]> {
  const heard: Heard[] = [];
  for await (const value of await who.call.events({ callId, lastEventId })) {
    const [cursor, event] = unwrap(value);
    heard.push({ cursor, event });
    if (fits(event)) break;
  }
  return heard;
}

/** What a caller in the process gets is the envelope; its type is that of the other end of the wire. */
export function unwrap<T>(value: { id: string; data: T }): [cursor: string, event: T] {
  const envelope: unknown = value;
  if (!isTrackedEnvelope<T>(envelope)) throw new Error('every event has a cursor');
  const [cursor, event] = envelope;
  return [cursor, event];
}

export const inState =
  (state: CallView['state']) =>
  (event: CallEvent): boolean =>
    event.type === 'state' && event.call.state === state;

export const signalsOf = (heard: readonly Heard[]) =>
  heard.flatMap(({ event }) => (event.type === 'signal' ? [event.signal] : []));
export const statesOf = (heard: readonly Heard[]) =>
  heard.flatMap(({ event }) => (event.type === 'state' ? [event.call.state] : []));

export const offer = (text: string, gen = 0): CallSignal => ({
  kind: 'description',
  type: 'offer',
  sdp: `v=0 ${text}`,
  gen,
});
export const answer = (text: string, gen = 0): CallSignal => ({
  kind: 'description',
  type: 'answer',
  sdp: `v=0 ${text}`,
  gen,
});
export const candidate = (n: number, gen = 0): CallSignal => ({
  kind: 'candidates',
  candidates: [{ candidate: `candidate:${n} 1 udp 1 192.0.2.1 ${n} typ host`, sdpMid: '0', sdpMLineIndex: 0 }],
  gen,
});
export const connected = (gen = 0): CallSignal => ({ kind: 'media', state: 'connected', gen });
