import type { Call, CallSnapshot, Inbox, InboxSnapshot, Ringing } from '@parley/client';
import type { CallParticipant, CallView } from '@parley/api/contract/call-views';
import { beforeEach, describe, expect, test } from 'vitest';
import { announcement } from '../../packages/operator-app/src/lib/announcer.ts';
import { createValueStore } from '../../packages/operator-app/src/lib/value-store.ts';
import { CALL_VIEW } from '../client/call-view.ts';
import { CallDesk } from '../../packages/operator-app/src/features/call/call-desk.ts';
import { obey } from '../../packages/operator-app/src/features/call/use-global-shortcuts.ts';
import { conversationWith } from '../../packages/operator-app/stage/people.ts';
import { BEFORE_ANYTHING } from '../support/call-snapshots.ts';

const conversation = conversationWith('conversation', 'Ada');
const ME: CallParticipant = { side: 'operator', id: 'me', name: 'Bob', deviceId: 'here' };
const ANN: CallParticipant = { side: 'operator', id: 'ann', name: 'Ann', deviceId: 'there' };

/** A desk with one inbox; `calls` are those it opened, with what was done to each. */
function world(kept: string[] = []) {
  const declined = { read: () => kept, add: (callId: string) => void kept.push(callId) };
  const calls = new Map<string, { set: (change: Partial<CallSnapshot>) => void; done: string[] }>();
  const open = (callId: string): Call => {
    const store = createValueStore<CallSnapshot>({ ...beforeAnything, callId });
    const done: string[] = [];
    const set = (change: Partial<CallSnapshot>) => store.set({ ...store.getSnapshot(), ...change });
    calls.set(callId, { set, done });
    return {
      callId,
      ...store,
      accept: async (media) => void done.push(`accept ${media}`),
      decline: async (scope) => void done.push(`decline ${scope}`),
      hangUp: async () => void done.push('hang up'),
      setMuted: (muted) => void done.push(muted ? 'mute' : 'unmute'),
      setCamera: async () => undefined,
      setScreen: async () => undefined,
      setHeld: () => undefined,
      useDevice: async () => undefined,
      transfer: async () => undefined,
      cancelTransfer: async () => undefined,
      consult: (operatorId) => {
        done.push(`consult ${operatorId}`);
        return open('consult');
      },
      handOver: async () => void done.push('hand over'),
      getStats: async () => null,
      dispose: () => void done.push('dispose'),
    };
  };
  const store = createValueStore<InboxSnapshot>(emptyInbox);
  const inbox: Inbox = {
    ...store,
    loadMore: async () => undefined,
    setFilter: () => undefined,
    onNews: () => () => undefined,
    close: () => undefined,
  };
  const desk = new CallDesk(
    { call: open, startCall: () => open('started'), listen: (callId) => open(`listen ${callId}`) },
    ME.id,
    declined,
  );
  desk.watch(inbox);
  const ring = (...ids: string[]) =>
    store.set({ ...emptyInbox, ringing: ids.map((callId) => ({ callId, kind: 'visitor', conversation })) });
  const ask = (callId: string, kind: Ringing['kind']) =>
    store.set({ ...emptyInbox, ringing: [{ callId, kind, conversation }] });
  const ringing = () => desk.getSnapshot().ringing.map(({ call }) => call.callId);
  return { desk, calls, ring, ask, ringing, current: () => desk.getSnapshot().current?.call.callId ?? null };
}

const emptyInbox: InboxSnapshot = {
  state: 'ready',
  error: null,
  isKept: false,
  filter: 'open',
  items: [],
  hasMore: false,
  loadingMore: false,
  counts: { open: 0, mine: 0, unassigned: 0, closed: 0, unread: 0, mentions: 0 },
  ringing: [],
};

const beforeAnything: CallSnapshot = { ...BEFORE_ANYTHING, conversationId: conversation.id };

const heldBy = (operator: CallParticipant): CallView => ({ ...CALL_VIEW, state: 'active', callee: operator });

beforeEach(() => announcement.set(null));

describe('the call desk', () => {
  test('a call rings once, and stops at once when the server says so, whatever the order of the news', () => {
    const { calls, ring, ringing } = world();
    ring('a');
    ring('a');
    expect(ringing()).toEqual(['a']);
    expect(calls.size).toBe(1);
    ring();
    expect(ringing()).toEqual([]);
    calls.get('a')?.set({ phase: 'ended', endReason: 'answered_elsewhere' });
    expect(announcement.getSnapshot()?.text).toBe('Ada: Answered on another device');
    expect(calls.get('a')?.done).toEqual(['dispose']);
  });

  test('a call that a colleague answers says by whom; one on a device of one’s own does not', () => {
    const { calls, ring } = world();
    ring('a');
    calls.get('a')?.set({ phase: 'ended', endReason: 'answered_elsewhere', call: heldBy(ANN) });
    expect(announcement.getSnapshot()?.text).toBe('Ada: Answered by Ann');
    ring();
    ring('b');
    calls.get('b')?.set({ phase: 'ended', endReason: 'answered_elsewhere', call: heldBy(ME) });
    expect(announcement.getSnapshot()?.text).toBe('Ada: Answered on another device');
  });

  test('a call that was handed over can be handed back', async () => {
    const { desk, calls, ring, ringing, current } = world();
    ring('a');
    await desk.answer('a', 'audio');
    ring();
    const first = calls.get('a');
    first?.set({ phase: 'ended', endReason: 'transferred', call: heldBy(ANN) });
    ring('a');
    expect(ringing()).toEqual(['a']);
    await desk.answer('a', 'audio');
    expect([current(), first?.done, calls.get('a')?.done]).toEqual([
      'a',
      ['accept audio', 'dispose'],
      ['accept audio'],
    ]);
  });

  test('a call that ends here first is not rung for again while the inbox still names it', () => {
    const { calls, ring, ringing } = world();
    ring('a');
    calls.get('a')?.set({ phase: 'ended', endReason: 'cancelled' });
    ring('a');
    expect(ringing()).toEqual([]);
  });

  test('a call declined on this device stays declined while others ring on', async () => {
    const { desk, calls, ring, ringing } = world();
    ring('a', 'b');
    await desk.decline('a', 'device');
    ring('a', 'b');
    expect(ringing()).toEqual(['b']);
    expect(calls.get('a')?.done).toEqual(['decline device', 'dispose']);
  });

  test('a call declined before a reload does not ring after it', async () => {
    const kept: string[] = [];
    const before = world(kept);
    before.ring('a');
    await before.desk.decline('a', 'device');
    const after = world(kept);
    after.ring('a', 'b');
    expect(after.ringing()).toEqual(['b']);
    // Somebody else has it now, and hands it over.
    after.ring('b');
    after.ring('a', 'b');
    expect(after.ringing()).toEqual(['b', 'a']);
  });

  test('answering hangs up the call that was going on, and keeps the answered one', async () => {
    const { desk, calls, ring, ringing, current } = world();
    desk.start(conversation, 'audio');
    calls.get('started')?.set({ phase: 'active' });
    ring('a');
    await desk.answer('a', 'audio');
    expect(calls.get('started')?.done).toEqual(['hang up', 'dispose']);
    ring();
    expect([current(), ringing()]).toEqual(['a', []]);
    calls.get('a')?.set({ phase: 'ended', endReason: 'completed' });
    expect(current()).toBe('a');
    desk.dismiss();
    expect(current()).toBeNull();
  });

  const beside = (kind: 'consult' | 'listen', operator: CallParticipant, colleague: CallParticipant): CallView => ({
    ...heldBy(operator),
    id: 'side',
    beside: { kind, callId: 'main', operator, colleague },
  });

  test('a colleague who was asked has the visitor’s call on this desk, when it is handed over', async () => {
    const { desk, calls, ask, current } = world();
    ask('side', 'consult');
    await desk.answer('side', 'audio');
    expect(current()).toBe('side');
    calls.get('side')?.set({ phase: 'ended', endReason: 'transferred', call: beside('consult', ANN, ME) });
    expect([current(), calls.get('side')?.done]).toEqual(['main', ['accept audio', 'dispose']]);
    expect(desk.getSnapshot().current?.visitor.name).toBe('Ada');
  });

  test('a colleague is asked beside the call; when nothing comes of it that is said, and the call goes on', () => {
    const { desk, calls, current } = world();
    desk.start(conversation, 'audio');
    const { call } = desk.getSnapshot().current ?? {};
    if (!call) throw new Error('a call was started');
    desk.beside.consult(call, ANN);
    desk.beside.consult(call, { id: 'other', name: 'Other' });
    expect(calls.get('started')?.done).toEqual(['consult ann']);
    calls.get('consult')?.set({ phase: 'ended', endReason: 'no_answer', call: beside('consult', ME, ANN) });
    expect(announcement.getSnapshot()?.text).toBe('Ann: No answer');
    expect([desk.beside.getSnapshot(), current(), calls.get('consult')?.done]).toEqual([null, 'started', ['dispose']]);
  });

  test('a key from elsewhere mutes the call in which one is heard', async () => {
    const { desk, calls, ask } = world();
    const mute = () => obey('mute', desk, () => undefined);
    mute();
    desk.start(conversation, 'audio');
    const { call } = desk.getSnapshot().current ?? {};
    if (!call) throw new Error('a call was started');
    mute();
    expect(calls.get('started')?.done.splice(0)).toEqual(['mute']);
    // Whoever listens hears nothing of ours that the visitor does not.
    ask('side', 'listen');
    mute();
    expect([calls.get('started')?.done.splice(0), calls.get('side')?.done]).toEqual([['mute'], []]);
    calls.get('side')?.set({ phase: 'ended', endReason: 'completed' });
    desk.beside.consult(call, ANN);
    calls.get('started')?.done.splice(0);
    mute();
    expect([calls.get('started')?.done, calls.get('consult')?.done.splice(0)]).toEqual([[], ['mute']]);
    calls.get('consult')?.set({ phase: 'ended', endReason: 'completed' });
    calls.get('started')?.set({ phase: 'ended', endReason: 'completed' });
    mute();
    expect(calls.get('started')?.done).toEqual([]);
    desk.dismiss();
    desk.listen(conversation, 'heard');
    calls.get('listen heard')?.set({ phase: 'active', call: beside('listen', ANN, ME) });
    mute();
    expect(calls.get('listen heard')?.done).toEqual([]);
  });

  test('a key from elsewhere takes what rings, and hangs up nothing', () => {
    const { desk, calls, ring, ringing, current } = world();
    const shown: string[] = [];
    const answer = () => obey('answer', desk, (id) => shown.push(id));
    answer();
    ring('a');
    answer();
    expect([current(), shown.splice(0)]).toEqual(['a', [conversation.id]]);
    ring('a', 'b');
    answer();
    expect([current(), ringing(), shown]).toEqual(['a', ['b'], []]);
    expect(calls.get('a')?.done).not.toContain('hang up');
    calls.get('a')?.set({ phase: 'ended', endReason: 'completed' });
    answer();
    expect(current()).toBe('b');
  });

  test('who wants to listen does not ring: he asks in the call', () => {
    const { desk, calls, ask, ringing } = world();
    desk.start(conversation, 'audio');
    ask('side', 'listen');
    ask('side', 'listen');
    expect([ringing(), desk.beside.getSnapshot()?.call.callId]).toEqual([[], 'side']);
    desk.beside.admit();
    expect(calls.get('side')?.done).toEqual(['accept audio']);
    calls.get('side')?.set({ phase: 'active', call: { ...beside('listen', ME, ANN), connectedAt: new Date(0) } });
    expect(desk.beside.getSnapshot()?.name).toBe('Ann');
    calls.get('side')?.set({ phase: 'ended', endReason: 'completed' });
    expect(announcement.getSnapshot()?.text).toBe('Ann is no longer listening.');
    expect(calls.get('side')?.done).toEqual(['accept audio', 'dispose']);
    // The inbox may name it for a moment longer.
    ask('side', 'listen');
    expect(desk.beside.getSnapshot()).toBeNull();
  });

  test('who asks to listen while another colleague is there is heard as soon as that one is gone', () => {
    const { desk, calls, ask } = world();
    desk.start(conversation, 'audio');
    const { call } = desk.getSnapshot().current ?? {};
    if (!call) throw new Error('a call was started');
    desk.beside.consult(call, ANN);
    // The server lets him ask once the other call is over, and that may be heard of here a moment later.
    ask('side', 'listen');
    expect(desk.beside.getSnapshot()?.call.callId).toBe('consult');
    calls.get('consult')?.set({ phase: 'ended', endReason: 'completed' });
    expect(desk.beside.getSnapshot()?.call.callId).toBe('side');
    desk.beside.end();
    calls.get('side')?.set({ phase: 'ended', endReason: 'declined' });
    expect(desk.beside.getSnapshot()).toBeNull();
  });

  test('a listener who was taken up after a reload does not come back once he is gone', () => {
    const { desk, calls, ask } = world();
    desk.resume('main', { conversationId: 'c', projectId: 'p', visitor: { id: 'v', name: 'Ada' }, page: null });
    desk.beside.open('side', 'listen', 'Ann');
    ask('side', 'listen');
    calls.get('side')?.set({ phase: 'ended', endReason: 'completed' });
    expect(desk.beside.getSnapshot()).toBeNull();
  });

  test('a colleague’s question that is over is told by his name, and not as his answer', () => {
    const { calls, ask } = world();
    ask('side', 'consult');
    calls.get('side')?.set({ phase: 'ended', endReason: 'answered_elsewhere', call: beside('consult', ANN, ME) });
    expect(announcement.getSnapshot()?.text).toBe('Ann: Answered on another device');
  });

  test('a colleague who can’t be asked: why is said', () => {
    const { desk, calls } = world();
    desk.start(conversation, 'audio');
    const { call } = desk.getSnapshot().current ?? {};
    if (!call) throw new Error('a call was started');
    desk.beside.consult(call, ANN);
    calls.get('consult')?.set({ phase: 'ended', error: 'TOO_MANY' });
    expect(announcement.getSnapshot()?.text).toBe('Ann: Busy in another call');
    desk.beside.consult(call, ANN);
    calls.get('consult')?.set({ phase: 'ended', error: 'NO_DEVICE' });
    expect(announcement.getSnapshot()?.text).toBe(
      'The call with Ann could not be made. No microphone or camera was found.',
    );
  });

  test('closing leaves every call without ending it', () => {
    const { desk, calls, ring } = world();
    desk.start(conversation, 'video');
    ring('a');
    desk.close();
    expect([calls.get('started')?.done, calls.get('a')?.done]).toEqual([['dispose'], ['dispose']]);
  });
});
