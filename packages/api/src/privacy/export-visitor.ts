import { Readable } from 'node:stream';
import { makeZip } from 'client-zip';
import { notFound } from '../access/app-error.ts';
import type { OperatorCaller } from '../access/caller.ts';
import type { Services } from '../access/services.ts';
import { findSessionById } from '../access/credential.queries.ts';
import { exportedFiles, openExported } from '../attachment/exported-files.queries.ts';
import type { ExportHead } from '../contract/privacy-views.ts';
import { inProject } from '../db/scope.ts';
import { requireAdmin } from '../project/project.policy.ts';
import { exportDocument, type Judge } from './export-document.ts';
import type { LinkedExport } from './export-link.ts';
import { isThere, readExportHead } from './export.queries.ts';

type ExportServices = Pick<Services, 'db' | 'files' | 'limits'>;
interface Entry {
  name: string;
  input: AsyncIterable<string> | Readable | string;
}

/**
 * All of a visitor: as JSON, or as one ZIP, `visitor.json` and his files as `files/<id>-<name>`. It is made while it is read, a page
 * or a piece of a file at a time; a ZIP's entries are stored as they are, since pictures and sound are small already.
 * @throws AppError NOT_FOUND, FORBIDDEN, RATE_LIMITED; what fails later cuts the stream, and neither form is whole without its end
 */
export async function exportVisitor(services: ExportServices, linked: LinkedExport): Promise<Readable> {
  const { projectId, visitorId, form } = linked;
  const caller = await requireReader(services, linked);
  services.limits.take('exportsByOperator', caller.id);
  const head = await inProject(services.db, projectId)
    .transaction()
    .execute((trx) => readExportHead(trx, projectId, visitorId));
  if (head === null) throw notFound();
  const judge = async () => {
    await requireReader(services, linked);
    if (!(await isThere(inProject(services.db, projectId), projectId, visitorId))) throw notFound();
  };
  const document = exportDocument(services.db, head, judge);
  if (form === 'json') return Readable.from(document, { objectMode: false });
  return Readable.from(makeZip(entries(services, head, document, judge)), { objectMode: false });
}

/** Whom the link was made for, if he may still read this: also in the middle of it. */
async function requireReader({ db }: ExportServices, linked: LinkedExport): Promise<OperatorCaller> {
  const caller = await findSessionById(db, linked.sessionId);
  if (caller === null) throw notFound();
  await requireAdmin(db, caller, linked.projectId);
  return caller;
}

async function* entries(
  { db, files }: ExportServices,
  { project, conversations }: ExportHead,
  document: AsyncIterable<string>,
  judge: Judge,
): AsyncGenerator<Entry, void, undefined> {
  yield { name: 'visitor.json', input: document };
  const missing: string[] = [];
  for (const { id: conversationId } of conversations) {
    for await (const file of exportedFiles(inProject(db, project.id), conversationId)) {
      await judge();
      const name = `files/${file.id}-${file.name}`;
      const content = await openExported(files.storage, file);
      if (content === null) missing.push(name);
      else yield* closing({ name, input: content }, content);
    }
  }
  // Whoever has lost them had better know than not get the rest.
  if (missing.length > 0) yield { name: 'missing-files.txt', input: `${missing.join('\n')}\n` };
}

/** Also when nobody wants the rest. */
async function* closing(entry: Entry, content: Readable): AsyncGenerator<Entry, void, undefined> {
  try {
    yield entry;
  } finally {
    content.destroy();
  }
}
