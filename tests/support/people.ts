import { randomBytes } from 'node:crypto';
import type { ConversationEvent, InboxEvent } from '@parley/api/contract/events';
import type { Attributes, OperatorView, ProjectView } from '@parley/api/contract/views';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { v7 as uuidv7 } from 'uuid';
import { codeOf } from './authenticator.ts';
import { connectSocket, overHttp, type Api, type ApiClient } from './api-client.ts';
import { Recorder, type Tracked } from './recorder.ts';

export interface TestOperator {
  params: ConnectionParams & { sessionToken: string };
  me: OperatorView;
  password: string;
}
export interface TestVisitor {
  params: ConnectionParams & { projectKey: string; visitorToken: string };
  id: string;
  conversationId: string;
}

/** An account, made over HTTP: nobody's socket is in the way. */
export async function registerOperator(url: string, name = 'Anna'): Promise<TestOperator> {
  const password = `pw-${randomBytes(12).toString('hex')}`;
  const email = `${name.toLowerCase().replaceAll(' ', '.')}-${uuidv7()}@example.com`;
  const { operator, sessionToken } = await overHttp(url, {}).account.register.mutate({ email, password, name });
  return { params: { sessionToken }, me: operator, password };
}

/** A second factor, by its first code; this session is the only one that is left. */
export async function setUpFactor(
  url: string,
  { params }: TestOperator,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { account } = overHttp(url, params);
  const { secret } = await account.beginSecondFactor.mutate();
  const { recoveryCodes } = await account.confirmSecondFactor.mutate({ code: codeOf(secret) });
  return { secret, recoveryCodes };
}

/** A session more. @throws Error for who has a second factor */
export async function signIn(
  url: string,
  { me, password }: { me: { email: string }; password: string },
): Promise<string> {
  const { sessionToken } = await overHttp(url, {}).account.login.mutate({ email: me.email, password });
  if (sessionToken === undefined) throw new Error('a second factor is asked for');
  return sessionToken;
}

export function createProject(
  url: string,
  operator: TestOperator,
  allowedOrigins: string[] = [],
): Promise<ProjectView> {
  return overHttp(url, operator.params).project.create.mutate({ name: 'Shop', allowedOrigins });
}

/** A visitor who has started, with his conversation open. */
export async function visit(url: string, projectKey: string, attributes?: Attributes): Promise<TestVisitor> {
  const { visitor, visitorToken } = await overHttp(url, { projectKey }).visitor.start.mutate({
    ...(attributes === undefined ? {} : { attributes }),
  });
  const params = { projectKey, visitorToken };
  const { id } = await overHttp(url, params).conversation.open.mutate();
  return { params, id: visitor.id, conversationId: id };
}

/** A device of somebody's: a socket with an id that calls know it by. */
export function deviceOf(url: string, params: ConnectionParams): ApiClient {
  return connectSocket(url, { ...params, deviceId: uuidv7() });
}

export function say(api: Api, conversationId: string, text: string, messageId = uuidv7()) {
  return api.message.send.mutate({ conversationId, messageId, text });
}

/** Follows a conversation; `lastEventId` as the contract says. */
export function followConversation(
  api: Api,
  conversationId: string,
  lastEventId?: string,
): Recorder<Tracked<ConversationEvent>> {
  const recorder = new Recorder<Tracked<ConversationEvent>>();
  api.conversation.events.subscribe({ conversationId, lastEventId }, recorder.handlers);
  return recorder;
}

export function followInbox(api: Api, projectId: string, lastEventId?: string): Recorder<Tracked<InboxEvent>> {
  const recorder = new Recorder<Tracked<InboxEvent>>();
  api.inbox.events.subscribe({ projectId, lastEventId }, recorder.handlers);
  return recorder;
}

/** The messages among these events, as texts. */
export const textsOf = (events: readonly Tracked<ConversationEvent>[]): string[] =>
  events.flatMap(({ data }) => (data.type === 'message' ? [data.text] : []));
