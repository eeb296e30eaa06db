import type { CallSnapshot, Inbox, InboxSnapshot } from '@parley/client';
import type { BesideCall } from '../src/features/call/beside-desk.ts';
import { CallDesk } from '../src/features/call/call-desk.ts';
import { createValueStore } from '../src/lib/value-store.ts';
import { ANN, conversationWith, CONVERSATION, ME } from './people.ts';
import { preparedCall } from './prepared-call.ts';

export interface Ring {
  name: string;
  page?: string;
  snapshot: CallSnapshot;
}

export interface Calls {
  current?: CallSnapshot;
  /** With whom the current call is; the usual visitor if not given. */
  with?: string;
  ringing?: readonly Ring[];
  /** A colleague beside the current call. */
  beside?: { kind: BesideCall['kind']; snapshot: CallSnapshot };
}

const BESIDE = 'beside';

/** The app's own desk, over calls that stand still. */
export function preparedDesk({ current, with: name, ringing = [], beside }: Calls): CallDesk {
  const rings = ringing.map((ring, index) => ({ ...ring, callId: `ring-${index}` }));
  const open = (callId: string) => {
    if (beside && callId === BESIDE) return preparedCall({ ...beside.snapshot, callId });
    const ring = rings.find((known) => known.callId === callId);
    if (!ring) throw new Error(`no call ${callId} on this stage`);
    return preparedCall({ ...ring.snapshot, callId });
  };
  const client = { call: open, startCall: () => preparedCall(current ?? unprepared()), listen: open };
  const desk = new CallDesk(client, ME.id, { read: () => [], add: () => undefined });
  if (current) desk.start(name === undefined ? CONVERSATION : conversationWith('long', name), current.media);
  if (beside) desk.beside.open(BESIDE, beside.kind, ANN.name);
  desk.watch(
    inboxWith(
      rings.map(({ callId, name: caller, page }) => ({
        callId,
        kind: 'visitor',
        conversation: conversationWith(callId, caller, page ?? null),
      })),
    ),
  );
  return desk;
}

function unprepared(): never {
  throw new Error('nobody calls out on this stage');
}

function inboxWith(ringing: InboxSnapshot['ringing']): Inbox {
  return {
    ...createValueStore<InboxSnapshot>({
      state: 'ready',
      error: null,
      isKept: false,
      filter: 'open',
      items: [],
      hasMore: false,
      loadingMore: false,
      counts: { open: 0, mine: 0, unassigned: 0, closed: 0, unread: 0, mentions: 0 },
      ringing,
    }),
    loadMore: async () => undefined,
    setFilter: () => undefined,
    onNews: () => () => undefined,
    close: () => undefined,
  };
}
