/** A shop's support desk in the middle of a day, made over the API as its people would: what pictures of the app show. */
import { v7 as uuidv7 } from 'uuid';
import { overHttp, type Api } from '../support/api-client.ts';
import { createProject, registerOperator, say, visit, type TestOperator } from '../support/people.ts';

type Line = readonly ['visitor' | 'bob' | 'ann', string];
interface Talk {
  name: string;
  attributes?: Record<string, string | number | boolean>;
  page?: [title: string, path: string];
  lines: readonly Line[];
  note?: string;
  /** What Ann tells Bob about it, who has not seen it yet. */
  aside?: string;
  assignee?: 'bob' | 'ann';
  status?: 'snoozed' | 'closed';
  unread?: boolean;
  /** With an answer to what was said, an edit, emoji, and something that was deleted. */
  changes?: boolean;
}

export interface WorkingDay {
  bob: TestOperator;
  projectId: string;
  /** The long talk with most in it. */
  shown: string;
}

/** The oldest first: the list shows them the other way round. */
const TALKS: readonly Talk[] = [
  {
    name: 'Mei Tanaka',
    lines: [
      ['visitor', 'Is the brass finish lacquered?'],
      ['ann', 'It is, yes. It keeps its shine.'],
    ],
    status: 'closed',
  },
  { name: 'Olu Adeyemi', lines: [['visitor', 'Thanks, that solved it!']], status: 'closed' },
  {
    name: 'Sofía Hernández',
    lines: [
      ['visitor', '¿Hacen envíos a Canarias?'],
      ['ann', 'Sí, en cinco días laborables.'],
      ['visitor', 'Perfecto, gracias'],
    ],
    assignee: 'ann',
  },
  {
    name: 'Jonas Weber',
    lines: [
      ['visitor', 'Die Lampe flackert seit gestern. Seriennummer LL-2203-77.'],
      ['bob', 'Das tut mir leid! Ich schaue nach.'],
    ],
    aside: 'The workshop knows this one: a loose driver. They would like to have it back.',
    assignee: 'bob',
  },
  { name: 'ليلى حداد', lines: [['visitor', 'مرحبا، هل يمكنني تغيير عنوان التوصيل؟']], unread: true },
  {
    name: 'Priya Raman',
    attributes: { plan: 'Trade', orders: 14 },
    lines: [
      ['visitor', 'We need 40 of the Halden pendant for a hotel. Is there a trade price?'],
      ['bob', 'There is. I’ll put an offer together today.'],
      ['visitor', 'Wonderful. Delivery before the 12th would be ideal.'],
    ],
    assignee: 'bob',
    aside: 'For 40 they can have 18 % off; above 50 it is 22.',
    unread: true,
  },
  {
    name: 'Tom Becker',
    lines: [
      ['visitor', 'hi'],
      ['visitor', 'anyone there?'],
    ],
    unread: true,
  },
  {
    name: 'Ada Lovelace',
    attributes: { plan: 'Household', orders: 3, city: 'Bergen', newsletter: true },
    page: ['Desk lamps – Lindqvist Lamps', '/desk-lamps'],
    lines: [
      ['visitor', 'Hello! Do you ship the Fjord desk lamp to Norway?'],
      ['bob', 'Hi Ada! We do – it takes three working days, mostly.'],
      ['visitor', 'Great. And does it come with the Norwegian plug, or do I need an adapter?'],
      ['visitor', 'I found https://lamps.example/fjord-desk-lamp but it doesn’t say.'],
      ['bob', 'It comes with a Type F plug, which fits Norwegian sockets. No adapter needed.'],
      ['bob', 'I’ve asked our workshop whether the oak base is in stock, too. One moment.'],
      ['visitor', 'Perfect, thank you. I’d take two of them then, if the oak base is there.'],
    ],
    note: 'Workshop says 6 oak bases are left. Hold two for her until tomorrow.',
    changes: true,
    assignee: 'bob',
    unread: true,
  },
];

const CANNED = [
  ['hello', 'Hello {visitor.name}, this is {operator.name}. How can I help?'],
  ['delivery', 'We deliver within three working days, to most of Europe.'],
  ['returns', 'You can send everything back within 30 days; we pay for it.'],
] as const;

export async function makeWorkingDay(url: string): Promise<WorkingDay> {
  const bob = await registerOperator(url, 'Bob Lindqvist');
  const bobApi = overHttp(url, bob.params);
  const project = await createProject(url, bob);
  await bobApi.project.update.mutate({ projectId: project.id, name: 'Lindqvist Lamps' });
  const ann = await registerOperator(url, 'Ann Larsen');
  const api: Record<'bob' | 'ann', Api> = { bob: bobApi, ann: overHttp(url, ann.params) };
  const { token } = await bobApi.member.invite.mutate({ projectId: project.id, email: ann.me.email, role: 'agent' });
  await api.ann.member.accept.mutate({ token });
  for (const [shortcut, text] of CANNED) await bobApi.canned.make.mutate({ projectId: project.id, shortcut, text });
  let shown = '';
  for (const talk of TALKS) shown = await hold(url, project.key, talk, api, bob);
  return { bob, projectId: project.id, shown };
}

async function hold(
  url: string,
  key: string,
  talk: Talk,
  team: Record<'bob' | 'ann', Api>,
  bob: TestOperator,
): Promise<string> {
  const { params, conversationId } = await visit(url, key, { name: talk.name, ...talk.attributes });
  const visitor = overHttp(url, params);
  if (talk.page) {
    const [title, path] = talk.page;
    await visitor.visitor.start.mutate({ page: { url: `https://lamps.example${path}`, title } });
  }
  let seq = 0;
  const ids: string[] = [];
  for (const [who, text] of talk.lines) {
    const messageId = uuidv7();
    ids.push(messageId);
    ({ seq } = await say(who === 'visitor' ? visitor : team[who], conversationId, text, messageId));
  }
  if (talk.changes) await changeSome(team.bob, visitor, conversationId, ids);
  const { bob: api } = team;
  if (talk.note !== undefined) await api.note.add.mutate({ conversationId, noteId: uuidv7(), text: talk.note });
  if (talk.aside !== undefined) {
    const text = `@${bob.me.name} ${talk.aside}`;
    await team.ann.note.add.mutate({ conversationId, noteId: uuidv7(), text, mentions: [bob.me.id] });
  }
  if (talk.assignee === 'bob') await api.conversation.assign.mutate({ conversationId, operatorId: bob.me.id });
  if (talk.unread !== true) await api.conversation.markRead.mutate({ conversationId, seq });
  if (talk.status) await api.conversation.setStatus.mutate({ conversationId, status: talk.status });
  return conversationId;
}

async function changeSome(bob: Api, visitor: Api, conversationId: string, ids: readonly string[]): Promise<void> {
  const about = (nth: number) => ({ conversationId, messageId: ids.at(nth) ?? '', changeId: uuidv7() });
  await bob.message.edit.mutate({ ...about(4), text: 'It comes with a Type F plug: no adapter needed.' });
  await visitor.message.react.mutate({ ...about(4), emoji: '👍', on: true });
  await bob.message.react.mutate({ ...about(4), emoji: '🎉', on: true });
  await visitor.message.delete.mutate(about(3));
  const answer = { conversationId, messageId: uuidv7(), text: 'Take your time.', replyTo: ids.at(5) };
  await visitor.message.send.mutate(answer);
}
