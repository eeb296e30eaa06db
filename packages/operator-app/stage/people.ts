import type { ConversationView, MemberView, VisitorView } from '@parley/api/contract/views';
import type { CallParticipant } from '@parley/api/contract/call-views';

/** Everybody on this stage. */
export const ME: CallParticipant = { side: 'operator', id: 'bob', name: 'Bob Lindqvist', deviceId: 'here' };
export const ANN: CallParticipant = { side: 'operator', id: 'ann', name: 'Ann Okafor', deviceId: 'there' };
export const VISITOR: CallParticipant = { side: 'visitor', id: 'ada', name: 'Ada Lovelace', deviceId: 'phone' };

export const LONG_NAME = 'Maximiliane-Alexandrina von Hohenzollern-Sigmaringen-Wittelsbach zu Schleswig';
const PROJECT = 'lamps';
const LONG_AGO = new Date('2026-01-05T09:00:00Z');

export function conversationWith(id: string, name: string, page: string | null = null): ConversationView {
  const visitor: VisitorView = {
    id,
    name,
    attributes: {},
    page: page === null ? null : { url: 'https://lamps.example', title: page },
    userAgent: null,
    createdAt: LONG_AGO,
    lastSeenAt: LONG_AGO,
  };
  return {
    id: `with-${id}`,
    projectId: PROJECT,
    status: 'open',
    createdAt: LONG_AGO,
    activityAt: LONG_AGO,
    lastSeq: 0,
    receipts: { visitorDelivered: 0, visitorRead: 0, operatorDelivered: 0, operatorRead: 0 },
    assignee: null,
    unread: 0,
    liveCallId: null,
    visitor,
    visitorOnline: true,
    lastMessage: null,
  };
}

export const CONVERSATION = conversationWith(VISITOR.id, VISITOR.name, 'Desk lamps – Lindqvist Lamps');

const member = (id: string, name: string, online: boolean): MemberView => ({
  operator: { id, name },
  role: 'agent',
  online,
});

export const COLLEAGUES: { key: readonly unknown[]; members: MemberView[] } = {
  key: ['project', PROJECT, 'colleagues'],
  members: [
    member(ME.id, ME.name, true),
    member('zoe', 'Zoë Almqvist', false),
    member(ANN.id, ANN.name, true),
    member('long', LONG_NAME, true),
  ],
};
