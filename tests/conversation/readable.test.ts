import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { assemble, type Cast } from '../access/cast.ts';
import { overHttp } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh, type InProcessServer } from '../support/in-process-server.ts';
import { visit } from '../support/people.ts';

describe.each(testDatabases())('which conversations are there for an operator on %s', (kind) => {
  let server: InProcessServer;
  let cast: Cast;
  beforeAll(async () => {
    server = await startFresh(kind);
    cast = await assemble(server);
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const readable = (who: 'operator' | 'viewer' | 'locked' | 'outsider', conversationIds: string[]) =>
    overHttp(cast.url, cast.params[who]).conversation.readable.query({ conversationIds });

  test('[AU1] those of his projects alone; a foreign one and one that never was are left out alike', async () => {
    const [own, foreign] = [cast.visitors.owner.conversationId, cast.visitors.stranger.conversationId];
    const asked = [own, foreign, uuidv7()];
    expect(await readable('operator', asked)).toEqual([own]);
    expect(await readable('viewer', asked)).toEqual([own]);
    expect(await readable('locked', asked)).toEqual([]);
    expect(await readable('outsider', asked)).toEqual([foreign]);
  });

  test('an erased one is not among them', async () => {
    const { id: visitorId, conversationId } = await visit(cast.url, cast.project.key);
    expect(await readable('operator', [conversationId])).toEqual([conversationId]);
    const { privacy } = overHttp(cast.url, cast.operators.operator.params);
    await privacy.eraseVisitor.mutate({ projectId: cast.project.id, visitorId });
    expect(await readable('operator', [conversationId])).toEqual([]);
  });
});
