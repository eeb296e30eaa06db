import { expect, test } from 'vitest';
import { overHttp, refusal } from '../support/api-client.ts';
import { startFresh } from '../support/in-process-server.ts';
import { createProject, registerOperator } from '../support/people.ts';

test('a page’s cursor that looks like ours and names no id is refused, not failed over', async () => {
  await using server = await startFresh('embedded');
  const operator = await registerOperator(server.url);
  const { id: projectId } = await createProject(server.url, operator);
  const list = overHttp(server.url, operator.params).conversation.list;
  for (const cursor of [`1_${'-'.repeat(36)}`, `1_${'0'.repeat(36)}`, '1_', 'x']) {
    expect(await refusal(list.query({ projectId, cursor })), cursor).toBe('INVALID_INPUT');
  }
});
