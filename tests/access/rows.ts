import { v7 as uuidv7 } from 'uuid';
import type { ErrorCode } from '@parley/api/contract/wire';
import { overHttp } from '../support/api-client.ts';
import type { CallType } from '../support/raw-socket.ts';
import { visit } from '../support/people.ts';
import { codeOf } from '../support/authenticator.ts';
import type { Cast, Person, Who } from './cast.ts';

export type Answer = 'ok' | ErrorCode;
export interface Row {
  path: string;
  type: CallType;
  /** Sees to it that the call can succeed for whoever may make it. */
  input(cast: Cast, who: Who): unknown;
  answers: Record<Who, Answer>;
  /** It changes the caller's account: each operator comes with one of his own, and what he asks for it. */
  ofItsOwn?: (cast: Cast) => Promise<{ sessionToken: string; input: unknown }>;
  /** It ends who the visitor is: each comes as a new one of the same project. */
  asNewVisitor?: true;
}

const NOT_SIGNED_IN = { nobody: 'UNAUTHENTICATED', guest: 'FORBIDDEN' } as const;
const NO_VISITORS = { owner: 'FORBIDDEN', neighbour: 'FORBIDDEN', stranger: 'FORBIDDEN' } as const;
const ALL_VISITORS = { owner: 'ok', neighbour: 'ok', stranger: 'ok' } as const;
const ALL_OPERATORS = { operator: 'ok', viewer: 'ok', locked: 'ok', outsider: 'ok' } as const;
const NO_OPERATORS = {
  operator: 'FORBIDDEN',
  viewer: 'FORBIDDEN',
  locked: 'FORBIDDEN',
  outsider: 'FORBIDDEN',
} as const;

type Answers = Row['answers'];
const anyone: Answers = { nobody: 'ok', guest: 'ok', ...ALL_VISITORS, ...ALL_OPERATORS };
const toSignIn: Answers = { nobody: 'ok', guest: 'FORBIDDEN', ...NO_VISITORS, ...ALL_OPERATORS };
const operators: Answers = { ...NOT_SIGNED_IN, ...NO_VISITORS, ...ALL_OPERATORS };
const visitors: Answers = { ...NOT_SIGNED_IN, ...ALL_VISITORS, ...NO_OPERATORS };
/** Members read; who only looks on does not write, and who has not shown what the project demands does neither. */
const members: Answers = { ...operators, locked: 'SECOND_FACTOR_REQUIRED', outsider: 'NOT_FOUND' };
const writers: Answers = { ...members, viewer: 'FORBIDDEN' };
/** The two sides of the conversation. */
const readingSides: Answers = { ...members, owner: 'ok', neighbour: 'NOT_FOUND', stranger: 'NOT_FOUND' };
const actingSides: Answers = { ...readingSides, viewer: 'FORBIDDEN' };

const nothing = (): undefined => undefined;
const inProject = ({ project }: Cast) => ({ projectId: project.id });
const inConversation = ({ visitors: { owner } }: Cast) => ({ conversationId: owner.conversationId });
const inTalk = async (cast: Cast) => ({ callId: await cast.talk() });
const REPORT = {
  average: { mos: 4.2, lossPercent: 0.5, jitterMs: 12, roundTripMs: null },
  worstMos: 3.1,
  seconds: 61.5,
  route: 'relay-udp',
};
const RULES = { closedAfterDays: 365, anonymousAfterDays: null };
/** Somebody of whom nothing else is asked. */
const passerBy = async ({ url, project }: Cast) => ({ visitorId: (await visit(url, project.key)).id });
const inCall = async (cast: Cast) => ({ callId: await cast.ring() });

/** The owner's, with a message. */
const sentFile = async (cast: Cast) => {
  const { conversationId, attachmentId } = await cast.file('owner', 'ready');
  const message = { conversationId, messageId: uuidv7(), text: '', attachments: [attachmentId] };
  await overHttp(cast.url, cast.params.owner).message.send.mutate(message);
  return { conversationId, attachmentIds: [attachmentId] };
};

/** Said a moment ago by whoever asks, or by the operator where he has no place there; with an id for a change of it. */
const ownWords = async (cast: Cast, who: Who) => {
  const { conversationId } = cast.visitors.owner;
  const said = { conversationId, messageId: uuidv7() };
  const params = who === 'owner' ? cast.params.owner : cast.operators.operator.params;
  await overHttp(cast.url, params).message.send.mutate({ ...said, text: 'Hello' });
  return { ...said, changeId: uuidv7() };
};
const THUMBS_UP = { emoji: '👍', on: true };
const newCanned = (cast: Cast) => ({ ...inProject(cast), shortcut: uuidv7(), text: 'Hello {visitor.name}' });
const madeCanned = async (cast: Cast): Promise<string> => {
  const { canned } = overHttp(cast.url, cast.operators.operator.params);
  return (await canned.make.mutate(newCanned(cast))).id;
};

function row(type: CallType, path: string, input: Row['input'], answers: Answers): Row {
  return { path, type, input, answers };
}

const lasting: typeof row = (...given) => ({ ...row(...given), asNewVisitor: true });

/** For somebody with an account of his own; whoever may not call says the same about a bystander. */
function alone(
  type: CallType,
  path: string,
  answers: Answers,
  input: (person: Person, cast: Cast) => unknown,
  person: (cast: Cast) => Promise<Person> = (cast) => cast.person(),
): Row {
  const ofItsOwn: NonNullable<Row['ofItsOwn']> = async (cast) => {
    const own = await person(cast);
    return { sessionToken: own.params.sessionToken, input: await input(own, cast) };
  };
  // One for each row: what is asked about him must not get in another row's way.
  const bystanders = new WeakMap<Cast, Promise<Person>>();
  const bystanderOf = (cast: Cast): Promise<Person> => {
    const bystander = bystanders.get(cast) ?? cast.person();
    bystanders.set(cast, bystander);
    return bystander;
  };
  const whose = (cast: Cast, who: Who) => (answers[who] === 'ok' ? person(cast) : bystanderOf(cast));
  return { path, type, answers, ofItsOwn, input: async (cast, who) => input(await whose(cast, who), cast) };
}
const withFactor = (cast: Cast) => cast.withSecondFactor();

/** Every procedure and what everybody gets from it. A procedure that is not here fails the tests. */
export const ROWS: readonly Row[] = [
  row('query', 'health', nothing, anyone),

  row('query', 'account.isFirstRun', nothing, toSignIn),
  row(
    'mutation',
    'account.register',
    () => ({ email: `${uuidv7()}@example.com`, password: 'long enough', name: 'New' }),
    toSignIn,
  ),
  alone('mutation', 'account.login', toSignIn, ({ me, password }) => ({ email: me.email, password })),
  alone('mutation', 'account.finishLogin', toSignIn, (person, cast) => cast.challenge(person), withFactor),
  alone('mutation', 'account.resetPassword', toSignIn, async (person, cast) => ({
    token: await cast.resetToken(person),
    newPassword: 'another one',
  })),
  alone('mutation', 'account.logout', operators, nothing),
  row('query', 'account.me', nothing, operators),
  row('query', 'account.sessions', nothing, operators),
  alone('mutation', 'account.revokeSession', operators, async (person, cast) => ({
    sessionId: await cast.sessionOf(person),
  })),
  alone('mutation', 'account.revokeOtherSessions', operators, nothing),
  alone('mutation', 'account.changePassword', operators, ({ password }) => ({ password, newPassword: 'another one' })),
  row('query', 'account.security', nothing, operators),
  alone('mutation', 'account.prove', operators, ({ password }) => ({ password })),
  alone('mutation', 'account.beginSecondFactor', operators, nothing),
  alone('mutation', 'account.confirmSecondFactor', operators, async (person, cast) => ({
    code: codeOf(await cast.begunSecret(person)),
  })),
  alone('mutation', 'account.disableSecondFactor', operators, nothing, withFactor),
  alone('mutation', 'account.renewRecoveryCodes', operators, nothing, withFactor),
  row(
    'mutation',
    'account.makeResetLink',
    (cast) => ({ ...inProject(cast), operatorId: cast.colleague.me.id }),
    writers,
  ),

  row('mutation', 'project.create', () => ({ name: 'Another' }), operators),
  row('query', 'project.list', nothing, operators),
  row('query', 'project.get', inProject, members),
  row('mutation', 'project.update', (cast) => ({ ...inProject(cast), name: 'Shop' }), writers),
  row('mutation', 'project.demandSecondFactor', (cast) => ({ ...inProject(cast), needed: true }), writers),
  row('query', 'project.members', inProject, members),

  row('query', 'member.list', inProject, members),
  row('query', 'member.invitations', inProject, writers),
  row(
    'mutation',
    'member.invite',
    (cast) => ({ ...inProject(cast), email: `${uuidv7()}@example.com`, role: 'agent' }),
    writers,
  ),
  row(
    'mutation',
    'member.revokeInvitation',
    async (cast) => ({ ...inProject(cast), invitationId: (await cast.invite(`${uuidv7()}@example.com`)).id }),
    writers,
  ),
  // Whoever it is for: before it he is nobody in the project.
  alone('mutation', 'member.accept', operators, async ({ me }, cast) => ({
    token: (await cast.invite(me.email)).token,
  })),
  row(
    'mutation',
    'member.changeRole',
    (cast) => ({ ...inProject(cast), operatorId: cast.colleague.me.id, role: 'agent' }),
    writers,
  ),
  row(
    'mutation',
    'member.remove',
    async (cast) => ({ ...inProject(cast), operatorId: await cast.newcomer() }),
    writers,
  ),

  row('query', 'identityKey.list', inProject, writers),
  row('mutation', 'identityKey.make', async (cast) => ({ ...(await cast.roomForKey()), name: 'Shop' }), writers),
  row(
    'mutation',
    'identityKey.revoke',
    async (cast) => ({ ...inProject(cast), keyId: await cast.identityKey() }),
    writers,
  ),
  row('query', 'audit.list', inProject, writers),

  row('mutation', 'privacy.eraseVisitor', async (cast) => ({ ...inProject(cast), ...(await passerBy(cast)) }), writers),
  row('query', 'privacy.erasures', inProject, writers),
  row(
    'mutation',
    'privacy.exportVisitor',
    (cast) => ({ ...inProject(cast), visitorId: cast.visitors.owner.id, form: 'json' }),
    writers,
  ),
  row('query', 'privacy.retention', inProject, members),
  row('query', 'privacy.previewRetention', (cast) => ({ ...inProject(cast), ...RULES }), writers),
  row('mutation', 'privacy.setRetention', (cast) => ({ ...inProject(cast), ...RULES }), writers),

  row('mutation', 'visitor.start', () => ({}), { ...visitors, guest: 'ok' }),
  // A word of the site's is good for its own project alone.
  lasting('mutation', 'visitor.identify', async (cast) => ({ token: await cast.vouchFor(uuidv7()) }), {
    ...visitors,
    guest: 'ok',
    stranger: 'IDENTITY_INVALID',
  }),
  row('mutation', 'visitor.renewToken', nothing, visitors),
  row(
    'mutation',
    'visitor.keepToken',
    ({ params }, who) => ({ visitorToken: params[who].visitorToken ?? 'none' }),
    visitors,
  ),
  lasting('mutation', 'visitor.logout', nothing, visitors),

  row('mutation', 'conversation.open', nothing, visitors),
  row('query', 'conversation.list', inProject, members),
  row('query', 'conversation.get', inConversation, readingSides),
  row(
    'query',
    'conversation.readable',
    ({ visitors: { owner } }) => ({ conversationIds: [owner.conversationId] }),
    operators,
  ),
  row('query', 'conversation.listForVisitor', inConversation, members),
  row('mutation', 'conversation.assign', (cast) => ({ ...inConversation(cast), operatorId: null }), writers),
  row('mutation', 'conversation.setStatus', (cast) => ({ ...inConversation(cast), status: 'open' }), writers),
  row('mutation', 'conversation.unblockVisitor', inConversation, writers),
  row('mutation', 'conversation.blockVisitor', async (cast) => ({ conversationId: await cast.nuisance() }), writers),
  row('mutation', 'conversation.markDelivered', (cast) => ({ ...inConversation(cast), seq: 1 }), actingSides),
  row('mutation', 'conversation.markRead', (cast) => ({ ...inConversation(cast), seq: 1 }), actingSides),
  row('subscription', 'conversation.events', inConversation, readingSides),

  row(
    'mutation',
    'message.send',
    (cast) => ({ ...inConversation(cast), messageId: uuidv7(), text: 'Hello' }),
    actingSides,
  ),
  row('query', 'message.list', inConversation, readingSides),
  row(
    'mutation',
    'message.edit',
    async (cast, who) => ({ ...(await ownWords(cast, who)), text: 'Hello!' }),
    actingSides,
  ),
  row('mutation', 'message.delete', ownWords, actingSides),
  row(
    'mutation',
    'message.react',
    async (cast, who) => ({ ...(await ownWords(cast, who)), ...THUMBS_UP }),
    actingSides,
  ),
  row('query', 'message.quotes', (cast) => ({ ...inConversation(cast), messageIds: [uuidv7()] }), readingSides),
  row(
    'query',
    'message.history',
    async (cast, who) => {
      const { conversationId, messageId } = await ownWords(cast, who);
      return { conversationId, messageId };
    },
    members,
  ),

  row(
    'mutation',
    'attachment.begin',
    (cast) => ({ ...inConversation(cast), attachmentId: uuidv7(), name: 'a.txt', size: 5, type: 'text/plain' }),
    actingSides,
  ),
  row('mutation', 'attachment.finish', (cast, who) => cast.file(who, 'whole'), actingSides),
  row('mutation', 'attachment.cancel', (cast, who) => cast.file(who, 'begun'), actingSides),
  row('query', 'attachment.links', sentFile, readingSides),

  row('mutation', 'note.add', (cast) => ({ ...inConversation(cast), noteId: uuidv7(), text: 'Psst' }), writers),
  row('query', 'note.list', inConversation, members),
  row('mutation', 'note.see', (cast) => ({ ...inConversation(cast), seq: 1 }), members),
  row('subscription', 'note.events', inConversation, members),

  row('query', 'canned.list', inProject, members),
  row('mutation', 'canned.make', newCanned, writers),
  row('mutation', 'canned.change', async (cast) => ({ ...newCanned(cast), cannedId: await madeCanned(cast) }), writers),
  row('mutation', 'canned.remove', async (cast) => ({ ...inProject(cast), cannedId: await madeCanned(cast) }), writers),

  row('query', 'inbox.counts', inProject, members),
  row('subscription', 'inbox.events', inProject, members),

  row('mutation', 'presence.setTyping', (cast) => ({ ...inConversation(cast), typing: false }), actingSides),
  row('mutation', 'presence.setLooking', (cast) => ({ ...inConversation(cast), looking: false }), members),
  row('subscription', 'presence.events', inConversation, readingSides),
  row('subscription', 'presence.events', inProject, members),

  row('mutation', 'call.start', (cast) => ({ ...inConversation(cast), callId: uuidv7(), media: 'audio' }), actingSides),
  row('mutation', 'call.accept', inCall, actingSides),
  row('mutation', 'call.decline', inCall, actingSides),
  row('mutation', 'call.end', inCall, actingSides),
  row(
    'mutation',
    'call.signal',
    async (cast) => ({ ...(await inCall(cast)), signalId: uuidv7(), signal: { kind: 'ringing' } }),
    actingSides,
  ),
  row('query', 'call.iceServers', inCall, actingSides),
  row(
    'mutation',
    'call.transfer',
    async (cast) => ({ ...(await inTalk(cast)), operatorId: cast.colleague.me.id }),
    writers,
  ),
  row('mutation', 'call.cancelTransfer', inTalk, writers),
  row(
    'mutation',
    'call.consult',
    async (cast) => ({ ...(await inTalk(cast)), sideCallId: uuidv7(), operatorId: cast.colleague.me.id }),
    writers,
  ),
  // The operator is the one who has the call: he listens to it already.
  row('mutation', 'call.listen', async (cast) => ({ ...(await inTalk(cast)), sideCallId: uuidv7() }), {
    ...writers,
    operator: 'INVALID_INPUT',
  }),
  // A call between two operators is there for those two alone.
  row('mutation', 'call.handOver', async (cast) => ({ callId: await cast.consult() }), {
    ...writers,
    viewer: 'NOT_FOUND',
    locked: 'NOT_FOUND',
  }),
  row('mutation', 'call.report', async (cast) => ({ ...(await inTalk(cast)), report: REPORT }), actingSides),
  row('query', 'call.details', inTalk, members),
  row('query', 'call.relays', () => ({}), { ...visitors, ...ALL_OPERATORS }),
  row('subscription', 'call.events', inCall, readingSides),
];
