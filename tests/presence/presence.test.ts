import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { PresenceEvent } from '@parley/api/contract/events';
import { LIMITS } from '@parley/api/contract/wire';
import { connectSocket, overHttp, refusal, type Api, type ApiClient } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { createProject, followConversation, followInbox, registerOperator, visit } from '../support/people.ts';
import { Recorder } from '../support/recorder.ts';

function followPresence(api: Api, where: { conversationId: string } | { projectId: string }): Recorder<PresenceEvent> {
  const recorder = new Recorder<PresenceEvent>();
  api.presence.events.subscribe(where, recorder.handlers);
  return recorder;
}

const isTyping =
  (typing: boolean) =>
  (event: PresenceEvent): boolean =>
    event.type === 'typing' && event.typing === typing;
const isOnline =
  (who: PresenceEvent['who']['kind'], online: boolean) =>
  (event: PresenceEvent): boolean =>
    event.type === 'online' && event.who.kind === who && event.online === online;

/** A project, its operator and a visitor: each test has its own, for all wait side by side. */
async function openSite({ url }: InProcessServer) {
  const operator = await registerOperator(url);
  const { id: projectId, key } = await createProject(url, operator);
  const visitor = await visit(url, key);
  return {
    operator,
    projectId,
    visitor,
    asOperator: (): ApiClient => connectSocket(url, operator.params),
    asVisitor: (): ApiClient => connectSocket(url, visitor.params),
  };
}

describe.concurrent.each(testDatabases())('presence on %s', (kind) => {
  let server: InProcessServer;
  beforeAll(async () => {
    server = await startFresh(kind);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test(
    'typing is told to the other side, not to oneself, and ends by itself',
    async () => {
      const { operator, projectId, visitor, asOperator, asVisitor } = await openSite(server);
      await using desk = asOperator();
      await using widget = asVisitor();
      const { conversationId, id } = visitor;
      const toDesk = followPresence(desk.api, { conversationId });
      const toProject = followPresence(desk.api, { projectId });
      const toWidget = followPresence(widget.api, { conversationId });
      followConversation(widget.api, conversationId);
      await Promise.all([toDesk, toProject].map((each) => each.until(isOnline('visitor', true))));
      await toWidget.until(() => true);
      await widget.api.presence.setTyping.mutate({ conversationId, typing: true });
      const expected = { type: 'typing', conversationId, who: { kind: 'visitor', id }, typing: true };
      expect(await toDesk.until(isTyping(true))).toEqual(expected);
      expect(await toProject.until(isTyping(true))).toEqual(expected);
      await desk.api.presence.setTyping.mutate({ conversationId, typing: true });
      const { id: operatorId, name } = operator.me;
      expect(await toWidget.until(isTyping(true))).toMatchObject({ who: { kind: 'operator', id: operatorId, name } });
      await desk.api.presence.setTyping.mutate({ conversationId, typing: false });
      expect(await toWidget.until(isTyping(false))).toMatchObject({ who: { kind: 'operator', id: operatorId } });
      // Not repeated, so it is over after `typingMs`.
      expect(await toDesk.until(isTyping(false))).toEqual({ ...expected, typing: false });
      expect(toWidget.heard.filter(({ who }) => who.kind === 'visitor')).toEqual([]);
      expect(toDesk.heard.filter(({ type, who }) => type === 'typing' && who.kind === 'operator')).toEqual([]);
    },
    LIMITS.typingMs + 30_000,
  );

  test('a visitor is there while he follows his conversation; a reload does not make him go and come', async () => {
    const { visitor, asOperator, asVisitor } = await openSite(server);
    await using desk = asOperator();
    const { conversationId, id } = visitor;
    const heard = followPresence(desk.api, { conversationId });
    expect(await heard.until(() => true)).toEqual({ type: 'online', who: { kind: 'visitor', id }, online: false });
    const isThere = async () => {
      const view = await desk.api.conversation.get.query({ conversationId });
      return 'visitorOnline' in view && view.visitorOnline;
    };
    expect(await isThere()).toBe(false);
    {
      await using widget = asVisitor();
      followConversation(widget.api, conversationId);
      await heard.until(isOnline('visitor', true));
      expect(await isThere()).toBe(true);
    }
    {
      await using reloaded = asVisitor();
      await followConversation(reloaded.api, conversationId).started;
      await reloaded.api.conversation.get.query({ conversationId });
    }
    await heard.until((event, index) => index > 0 && isOnline('visitor', false)(event));
    expect(heard.heard.map((event) => event.type === 'online' && event.online)).toEqual([false, true, false]);
    expect(await isThere()).toBe(false);
  });

  test('a visitor is told that the team is there, and not who of it', async () => {
    const { operator, projectId, visitor, asOperator, asVisitor } = await openSite(server);
    const { conversationId, params } = visitor;
    await using widget = asVisitor();
    const heard = followPresence(widget.api, { conversationId });
    expect(await heard.until(() => true)).toEqual({ type: 'online', who: { kind: 'team' }, online: false });
    expect((await overHttp(server.url, params).visitor.start.mutate({})).project.online).toBe(false);
    {
      await using desk = asOperator();
      await using mobile = asOperator();
      followInbox(desk.api, projectId);
      followInbox(mobile.api, projectId);
      expect(await heard.until(isOnline('team', true))).toEqual({
        type: 'online',
        who: { kind: 'team' },
        online: true,
      });
      expect((await overHttp(server.url, params).visitor.start.mutate({})).project.online).toBe(true);
      const [member] = await desk.api.project.members.query({ projectId });
      expect(member).toEqual({ operator: { id: operator.me.id, name: operator.me.name }, role: 'owner', online: true });
    }
    await heard.until((event, index) => index > 0 && isOnline('team', false)(event));
    expect(heard.heard).toHaveLength(3);
    expect(JSON.stringify(heard.heard)).not.toContain(operator.me.id);
  });

  test('who comes later begins with how it is', async () => {
    const { projectId, visitor, asOperator, asVisitor } = await openSite(server);
    await using widget = asVisitor();
    await using desk = asOperator();
    followConversation(widget.api, visitor.conversationId);
    followInbox(desk.api, projectId);
    await followPresence(desk.api, { conversationId: visitor.conversationId }).until(isOnline('visitor', true));
    await using late = asOperator();
    const heard = followPresence(late.api, { projectId });
    await heard.until(isOnline('visitor', true));
    expectTypeOf(heard.heard).toEqualTypeOf<PresenceEvent[]>();
  });

  test('[AU1] a visitor hears nothing of the project and nothing of other conversations', async () => {
    const { projectId, visitor, asVisitor } = await openSite(server);
    await using widget = asVisitor();
    const ofProject = followPresence(widget.api, { projectId });
    expect(await refusal(Promise.reject(await ofProject.failure()))).toBe('FORBIDDEN');
    const other = await visit(server.url, visitor.params.projectKey);
    const ofOther = followPresence(widget.api, { conversationId: other.conversationId });
    expect(await refusal(Promise.reject(await ofOther.failure()))).toBe('NOT_FOUND');
  });
});
