import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { acrossProjects } from '../../packages/api/src/db/scope.ts';
import { overHttp, wireErrorOf, type Api } from '../support/api-client.ts';
import { testDatabases } from '../support/database.ts';
import { startFresh } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit, type TestVisitor } from '../support/people.ts';

const VISITORS = 8;
const RACES_MS = 240_000;
/** What somebody may be told whose conversation goes while he asks; anything else is our fault. */
const FAIR = ['NOT_FOUND', 'UNAUTHENTICATED', 'TOO_MANY', 'CALL_OVER'];

describe.each(testDatabases())('erasing in the midst of everything, on %s', (kind) => {
  test(
    '[PR1] nobody gets a wrong answer, nothing is left behind, and bystanders notice nothing',
    async () => {
      await using server = await startFresh(kind);
      const { url } = server;
      const db = acrossProjects(server.running.services.db);
      const owner = await registerOperator(url, 'Olga');
      const { id: projectId, key } = await createProject(url, owner);
      const desk = overHttp(url, { ...owner.params, deviceId: uuidv7() });
      const visitors = await Promise.all(Array.from({ length: VISITORS }, () => visit(url, key)));
      const bystander = await visit(url, key);
      const unfair: string[] = [];
      const fairly = async (act: () => Promise<unknown>): Promise<void> => {
        await act().catch((cause: unknown) => {
          const { code } = wireErrorOf(cause);
          if (!FAIR.includes(code)) unfair.push(code);
        });
      };
      const over = new AbortController();
      const until = async (act: () => Promise<unknown>): Promise<void> => {
        while (!over.signal.aborted) await act();
      };

      const live = ({ params, conversationId }: TestVisitor): Promise<void>[] => {
        const api: Api = overHttp(url, { ...params, deviceId: uuidv7() });
        return [
          until(() => fairly(() => say(api, conversationId, 'from the visitor'))),
          until(() => fairly(() => say(desk, conversationId, 'from the desk'))),
          until(() => fairly(() => desk.note.add.mutate({ conversationId, noteId: uuidv7(), text: 'note' }))),
          until(() => fairly(() => api.conversation.open.mutate())),
          until(async () => {
            const callId = uuidv7();
            await fairly(() => api.call.start.mutate({ conversationId, callId, media: 'audio' }));
            await fairly(() => desk.call.accept.mutate({ callId }));
            await fairly(() =>
              api.call.signal.mutate({
                callId,
                signalId: uuidv7(),
                signal: { kind: 'media', state: 'connected', gen: 0 },
              }),
            );
            await fairly(() => api.call.end.mutate({ callId }));
          }),
        ];
      };
      const going = visitors.flatMap(live);
      let said = 0;
      const beside = until(async () => {
        await say(overHttp(url, bystander.params), bystander.conversationId, 'still here');
        said += 1;
      });
      for (const { id: visitorId } of visitors) {
        const before = said;
        await expect.poll(() => said, { timeout: 30_000 }).toBeGreaterThan(before);
        await desk.privacy.eraseVisitor.mutate({ projectId, visitorId });
      }
      const after = said;
      await expect.poll(() => said, { timeout: 30_000 }).toBeGreaterThan(after);
      over.abort();
      await Promise.all([...going, beside]);
      expect(unfair).toEqual([]);
      await expect.poll(() => desk.privacy.erasures.query({ projectId }), { timeout: 60_000 }).toEqual([]);
      const { rows } = await sql<{ orphans: number; visitors: number }>`
        select (select count(*) from visitor) as visitors,
          (select count(*) from event e where not exists (select from stream s where s.id = e.stream_id)) +
          (select count(*) from stream s where s.kind <> 'inbox'
             and not exists (select from conversation c where s.id in (c.stream_id, c.notes_stream_id))
             and not exists (select from call k where k.stream_id = s.id)) as orphans`.execute(db);
      expect(rows).toEqual([{ orphans: 0, visitors: 1 }]);
    },
    RACES_MS,
  );
});
