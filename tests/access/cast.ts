import { v7 as uuidv7 } from 'uuid';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import type { ProjectView, Role } from '@parley/api/contract/views';
import { createAccountToken } from '../../packages/api/src/account/account-token.queries.ts';
import { createSession } from '../../packages/api/src/account/create-session.ts';
import { attachmentOf, bytesOf, sendPart } from '../attachment/files.ts';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { overHttp } from '../support/api-client.ts';
import type { InProcessServer } from '../support/in-process-server.ts';
import { addKey } from '../support/site.ts';
import {
  createProject,
  registerOperator,
  say,
  setUpFactor,
  visit,
  type TestOperator,
  type TestVisitor,
} from '../support/people.ts';

/** Everybody who may come to the door of one project. */
export const CAST = [
  'nobody',
  'guest',
  'owner',
  'neighbour',
  'stranger',
  'operator',
  'viewer',
  'locked',
  'outsider',
] as const;
/**
 * `owner`: the visitor whose conversation it is · `neighbour`: another one of the project · `stranger`: a visitor of
 * another project · `outsider`: an operator of another project · `guest`: came with the key alone · `locked`: an owner, too, who
 * has no second factor, which the project demands.
 */
export type Who = (typeof CAST)[number];

/** With a code that is good once, if he has a second factor. */
export type Person = TestOperator & { recoveryCode: string };

export interface Cast {
  url: string;
  /** Another operator of the project, who answers. */
  colleague: TestOperator;
  project: ProjectView;
  visitors: Record<'owner' | 'neighbour' | 'stranger', TestVisitor>;
  operators: Record<'operator' | 'viewer' | 'locked' | 'outsider', TestOperator>;
  params: Record<Who, ConnectionParams>;
  /** Somebody new, who is in no project. */
  person(): Promise<Person>;
  withSecondFactor(): Promise<Person>;
  /** The secret of a second factor that he has begun to set up. */
  begunSecret(person: Person): Promise<string>;
  /** A sign-in of his that waits for its second step, and what it waits for. */
  challenge(person: Person): Promise<{ challenge: string; code: string }>;
  resetToken(person: Person): Promise<string>;
  /** Another session of his. */
  sessionOf(person: Person): Promise<string>;
  /** To the project, as an agent, by the operator. */
  invite(email: string): Promise<{ id: string; token: string }>;
  /** A member more. */
  newcomer(): Promise<string>;
  /** The project, with room for another identity key. */
  roomForKey(): Promise<{ projectId: string }>;
  /** The one key that the project has. */
  identityKey(): Promise<string>;
  /** The site's word about somebody. */
  vouchFor(subject: string): Promise<string>;
  /** The conversation of a visitor whom nobody needs any more. */
  nuisance(): Promise<string>;
  /** A call in the owner's conversation that rings now; the one before is over. */
  ring(): Promise<string>;
  /** The same, answered by the operator: media flows between his device and the owner's. */
  talk(): Promise<string>;
  /** A file of this person's in the owner's conversation; of somebody else, if he has no place there. */
  file(who: Who, state: 'begun' | 'whole' | 'ready'): Promise<{ conversationId: string; attachmentId: string }>;
  /** Beside such a one: the operator talks to the colleague, while the visitor waits. */
  consult(): Promise<string>;
}

export const SECRET_NOTE = 'note-for-operators-only';
export const MESSAGE = 'message-of-the-visitor';

export async function assemble(server: InProcessServer): Promise<Cast> {
  const { url } = server;
  const operator = await registerOperator(url, 'Olga');
  const viewer = await registerOperator(url, 'Viktor');
  const locked = await registerOperator(url, 'Ludwig');
  const outsider = await registerOperator(url, 'Otto');
  const project = await createProject(url, operator);
  const elsewhere = await createProject(url, outsider);
  const colleague = await registerOperator(url, 'Karl');
  await addMember(server, project.id, viewer.me.id, 'viewer');
  await addMember(server, project.id, colleague.me.id, 'agent');
  await addMember(server, project.id, locked.me.id, 'owner');
  for (const each of [operator, viewer, colleague]) await setUpFactor(url, each);
  await overHttp(url, operator.params).project.demandSecondFactor.mutate({ projectId: project.id, needed: true });
  const owner = await visit(url, project.key, { name: 'Vera' });
  const neighbour = await visit(url, project.key);
  const stranger = await visit(url, elsewhere.key);
  const visitors = { owner, neighbour, stranger };
  for (const { params, conversationId } of Object.values(visitors))
    await say(overHttp(url, params), conversationId, MESSAGE);
  const { conversationId } = owner;
  await overHttp(url, operator.params).note.add.mutate({ conversationId, noteId: uuidv7(), text: SECRET_NOTE });

  const operators = { operator, viewer, locked, outsider };
  const devices = {
    owner: { ...owner.params, deviceId: uuidv7() },
    operator: { ...operator.params, deviceId: uuidv7() },
  };
  return {
    url,
    colleague,
    project,
    visitors,
    operators,
    params: {
      nobody: {},
      guest: { projectKey: project.key },
      owner: devices.owner,
      neighbour: neighbour.params,
      stranger: stranger.params,
      operator: devices.operator,
      viewer: viewer.params,
      locked: locked.params,
      outsider: outsider.params,
    },
    ...accountsOf(server),
    invite: (email) =>
      overHttp(url, operator.params).member.invite.mutate({ projectId: project.id, email, role: 'agent' }),
    newcomer: async () => {
      const { me } = await registerOperator(url, 'Nora');
      await addMember(server, project.id, me.id, 'agent');
      return me.id;
    },
    nuisance: async () => (await visit(url, project.key)).conversationId,
    ...keysOf(server, operator, project),
    ...callsOf(url, conversationId, devices, colleague),
    file: async (who, state) => {
      const sender = { params: who === 'operator' ? operator.params : owner.params, conversationId };
      const which = attachmentOf(conversationId, uuidv7());
      const { attachment } = overHttp(url, sender.params);
      const bytes = bytesOf('hello');
      await attachment.begin.mutate({ ...which, name: 'hello.txt', size: bytes.length, type: '' });
      if (state !== 'begun') await sendPart(url, sender, which.attachmentId, bytes, 0);
      if (state === 'ready') await attachment.finish.mutate(which);
      return which;
    },
  };
}

function keysOf(
  { url, running }: InProcessServer,
  operator: TestOperator,
  project: ProjectView,
): Pick<Cast, 'roomForKey' | 'identityKey' | 'vouchFor'> {
  const roomForKey = async () => {
    await acrossProjects(running.services.db).deleteFrom('identity_key').where('project_id', '=', project.id).execute();
    return { projectId: project.id };
  };
  const newSite = async () => {
    await roomForKey();
    return addKey(url, operator, project);
  };
  return {
    roomForKey,
    identityKey: async () => (await newSite()).key.id,
    vouchFor: async (subject) => (await newSite()).vouchFor(subject),
  };
}

type Accounts = Pick<Cast, 'person' | 'withSecondFactor' | 'begunSecret' | 'challenge' | 'resetToken' | 'sessionOf'>;

function accountsOf({ url, running }: InProcessServer): Accounts {
  const { db } = running.services;
  const begunSecret = async ({ params }: Person): Promise<string> =>
    (await overHttp(url, params).account.beginSecondFactor.mutate()).secret;
  return {
    person: async () => ({ ...(await registerOperator(url, 'Paul')), recoveryCode: '' }),
    withSecondFactor: async () => {
      const person = await registerOperator(url, 'Paul');
      const { recoveryCodes } = await setUpFactor(url, person);
      return { ...person, recoveryCode: recoveryCodes[0] ?? '' };
    },
    begunSecret,
    challenge: async ({ me, password, recoveryCode }) => {
      const { challenge } = await overHttp(url, {}).account.login.mutate({ email: me.email, password });
      return { challenge: challenge ?? '', code: recoveryCode };
    },
    resetToken: async ({ me }) => (await createAccountToken(db, 'reset', me.id, 60_000)).token,
    sessionOf: async ({ me }) => {
      const { token } = await db.transaction().execute((trx) => createSession(trx, me.id, null, 'password'));
      const sessions = await overHttp(url, { sessionToken: token }).account.sessions.query();
      const current = sessions.find((session) => session.current);
      if (current === undefined) throw new Error('a session that does not know itself');
      return current.id;
    },
  };
}

function callsOf(
  url: string,
  conversationId: string,
  devices: Record<'owner' | 'operator', ConnectionParams>,
  colleague: TestOperator,
): Pick<Cast, 'ring' | 'talk' | 'consult'> {
  let ringing: string | null = null;
  const ring = async (params: ConnectionParams): Promise<string> => {
    const api = overHttp(url, params);
    if (ringing !== null) await api.call.end.mutate({ callId: ringing });
    ringing = (await api.call.start.mutate({ conversationId, callId: uuidv7(), media: 'audio' })).id;
    return ringing;
  };
  const talk = async (): Promise<string> => {
    const callId = await ring(devices.owner);
    await overHttp(url, devices.operator).call.accept.mutate({ callId });
    for (const params of Object.values(devices)) {
      const signal = { kind: 'media', state: 'connected', gen: 0 } as const;
      await overHttp(url, params).call.signal.mutate({ callId, signalId: uuidv7(), signal });
    }
    return callId;
  };
  return {
    ring: () => ring({ ...devices.owner, deviceId: uuidv7() }),
    talk,
    consult: async () => {
      const callId = await talk();
      const asked = { callId, sideCallId: uuidv7(), operatorId: colleague.me.id };
      const { id } = await overHttp(url, devices.operator).call.consult.mutate(asked);
      await overHttp(url, { ...colleague.params, deviceId: uuidv7() }).call.accept.mutate({ callId: id });
      return id;
    },
  };
}

/** Without an invitation. */
export async function addMember(
  { running }: InProcessServer,
  projectId: string,
  operatorId: string,
  role: Role,
): Promise<void> {
  const member = { project_id: projectId, operator_id: operatorId, role };
  await acrossProjects(running.services.db).insertInto('member').values(member).execute();
}
