import { v7 as uuidv7 } from 'uuid';
import { connectSocket } from '../../tests/support/api-client.ts';
import { createProject, followInbox, registerOperator, visit } from '../../tests/support/people.ts';

/** By then each statement of a call has its plan on the connections that are in use, and the server's code is compiled. */
const CALLS = 40;

/**
 * Calls by their words alone, from a start to the ring on the other side: a server that has just been started is not the
 * one that a site's visitors meet. The peers' servers have nothing to plan.
 */
export async function warmUp(url: string): Promise<void> {
  const operator = await registerOperator(url, 'warm-up');
  const project = await createProject(url, operator);
  await using callee = connectSocket(url, { ...operator.params, deviceId: uuidv7() });
  const inbox = followInbox(callee.api, project.id);
  await inbox.started;
  for (let each = 0; each < CALLS; each += 1) {
    const visitor = await visit(url, project.key);
    await using caller = connectSocket(url, { ...visitor.params, deviceId: uuidv7() });
    const callId = uuidv7();
    await caller.api.call.start.mutate({ conversationId: visitor.conversationId, callId, media: 'audio' });
    await inbox.until(({ data }) => data.type === 'conversation' && data.callId === callId);
    const rung = Promise.withResolvers<void>();
    const device = { onData: () => rung.resolve(), onError: rung.reject };
    const listening = callee.api.call.events.subscribe({ callId }, device);
    await rung.promise;
    await caller.api.call.end.mutate({ callId });
    listening.unsubscribe();
  }
}
