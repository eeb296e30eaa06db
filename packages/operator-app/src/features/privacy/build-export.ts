import type { ExportedCall, ExportHead } from '@parley/api/contract/privacy-views';
import type { OperatorClient } from '@parley/client';
import { parleyErrorOf } from '@parley/client';

type Api = Pick<OperatorClient['api'], 'privacy'>;
type Page = Awaited<ReturnType<Api['privacy']['exportEvents']['query']>>;

/** Who begins an export may read its pages for an hour: then it is begun anew, by a person. */
const TRIES = 8;

/**
 * The pages of an export as the pieces of one JSON document, so that nobody ever holds more than a page. Its shape is told in
 * docs/privacy.md.
 */
export async function* exportPieces(
  api: Api,
  head: ExportHead,
  onConversation: (done: number) => void = () => undefined,
): AsyncGenerator<string, void, undefined> {
  const { conversations, ...about } = head;
  yield `${JSON.stringify(about).slice(0, -1)},"conversations":[`;
  for (const [index, conversation] of conversations.entries()) {
    const of = { projectId: head.project.id, conversationId: conversation.id };
    yield `${index === 0 ? '' : ','}${JSON.stringify(conversation).slice(0, -1)}`;
    for (const part of ['events', 'notes'] as const) {
      yield* list(
        part,
        eventsOf((afterSeq) => api.privacy.exportEvents.query({ ...of, part, afterSeq })),
      );
    }
    yield* list(
      'calls',
      callsOf((afterId) => api.privacy.exportCalls.query({ ...of, afterId })),
    );
    yield '}';
    onConversation(index + 1);
  }
  yield ']}\n';
}

async function* list(name: string, pages: AsyncGenerator<readonly unknown[], void, undefined>) {
  yield `,"${name}":[`;
  let isFirst = true;
  for await (const page of pages) {
    yield `${isFirst ? '' : ','}${page.map((each) => JSON.stringify(each)).join(',')}`;
    isFirst = false;
  }
  yield ']';
}

async function* eventsOf(read: (afterSeq: number) => Promise<Page>): AsyncGenerator<Page, void, undefined> {
  for (let after = 0; ;) {
    const page = await patiently(() => read(after));
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.seq;
  }
}

async function* callsOf(
  read: (afterId: string | null) => Promise<ExportedCall[]>,
): AsyncGenerator<ExportedCall[], void, undefined> {
  for (let after: string | null = null; ;) {
    const id: string | null = after;
    const page: ExportedCall[] = await patiently(() => read(id));
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.call.id;
  }
}

/** A page that could not be read just now is read again: an export is long, and a line is cut or a limit met on the way. */
async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (cause) {
      const { retry, retryAfterMs } = parleyErrorOf(cause);
      if (!retry || tries === TRIES) throw cause;
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs ?? 250 * 2 ** tries));
    }
  }
}
