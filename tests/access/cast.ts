import { v7 as uuidv7 } from 'uuid';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import type { ProjectView, Role } from '@parley/api/contract/views';
import { createSession } from '../../packages/api/src/account/create-session.ts';
import { overHttp } from '../support/api-client.ts';
import type { InProcessServer } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit, type TestOperator, type TestVisitor } from '../support/people.ts';

/** Everybody who may come to the door of one project. */
export const CAST = ['nobody', 'guest', 'owner', 'neighbour', 'stranger', 'operator', 'viewer', 'outsider'] as const;
/**
 * `owner`: the visitor whose conversation it is · `neighbour`: another one of the project · `stranger`: a visitor of
 * another project · `outsider`: an operator of another project · `guest`: came with the key alone.
 */
export type Who = (typeof CAST)[number];

export interface Cast {
  url: string;
  /** Another operator of the project, who answers. */
  colleague: TestOperator;
  project: ProjectView;
  visitors: Record<'owner' | 'neighbour' | 'stranger', TestVisitor>;
  operators: Record<'operator' | 'viewer' | 'outsider', TestOperator>;
  params: Record<Who, ConnectionParams>;
  /** A second session of that operator. */
  spareSession(who: Who): Promise<{ id: string; sessionToken: string }>;
  /** A call in the owner's conversation that rings now; the one before is over. */
  ring(): Promise<string>;
  /** The same, answered by the operator: media flows between his device and the owner's. */
  talk(): Promise<string>;
  /** Beside such a one: the operator talks to the colleague, while the visitor waits. */
  consult(): Promise<string>;
}

export const SECRET_NOTE = 'note-for-operators-only';
export const MESSAGE = 'message-of-the-visitor';

export async function assemble(server: InProcessServer): Promise<Cast> {
  const { url } = server;
  const { db } = server.running.services;
  const operator = await registerOperator(url, 'Olga');
  const viewer = await registerOperator(url, 'Viktor');
  const outsider = await registerOperator(url, 'Otto');
  const project = await createProject(url, operator);
  const elsewhere = await createProject(url, outsider);
  const colleague = await registerOperator(url, 'Karl');
  await addMember(server, project.id, viewer.me.id, 'viewer');
  await addMember(server, project.id, colleague.me.id, 'agent');
  const owner = await visit(url, project.key, { name: 'Vera' });
  const neighbour = await visit(url, project.key);
  const stranger = await visit(url, elsewhere.key);
  const visitors = { owner, neighbour, stranger };
  for (const { params, conversationId } of Object.values(visitors))
    await say(overHttp(url, params), conversationId, MESSAGE);
  const { conversationId } = owner;
  await overHttp(url, operator.params).note.add.mutate({ conversationId, noteId: uuidv7(), text: SECRET_NOTE });

  const operators = { operator, viewer, outsider };
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
      outsider: outsider.params,
    },
    spareSession: async (who) => {
      const { me } = who === 'operator' || who === 'viewer' || who === 'outsider' ? operators[who] : operator;
      const sessionToken = await createSession(db, me.id, null);
      const sessions = await overHttp(url, { sessionToken }).account.sessions.query();
      const current = sessions.find((session) => session.current);
      if (current === undefined) throw new Error('a session that does not know itself');
      return { id: current.id, sessionToken };
    },
    ...callsOf(url, conversationId, devices, colleague),
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

/** There is no procedure for it yet. */
export async function addMember(
  { running }: InProcessServer,
  projectId: string,
  operatorId: string,
  role: Role,
): Promise<void> {
  const member = { project_id: projectId, operator_id: operatorId, role };
  await running.services.db.insertInto('member').values(member).execute();
}
