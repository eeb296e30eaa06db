import { create as contentDisposition } from 'content-disposition';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { notFound } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import type { AttachmentRow } from '../attachment/attachment.queries.ts';
import { readLink } from '../attachment/links.ts';
import { findLinked } from '../attachment/open-linked.ts';
import { ObjectMissing, objectKey } from '../attachment/storage/file-storage.ts';
import { stored } from '../attachment/storage/stored.ts';
import { rangeOf } from './byte-range.ts';
import type { HttpRules } from './http-caller.ts';
import { INERT } from './inert.ts';

/** A whole file or a range of it, to whoever holds a link that was made for somebody who may still see it. */
export async function sendLinked(
  services: Services,
  rules: HttpRules,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  services.limits.take('requestsByNetwork', rules.networks.of(req).network);
  const url = URL.parse(req.url ?? '', 'http://localhost');
  const linked = url && readLink(services.files.key, url, Date.now());
  if (linked === null) throw notFound();
  const row = await findLinked(services, linked);
  const { object } = linked;
  const size = object === 'thumb' ? row.thumb_size : row.size;
  if (size === null) throw notFound();
  describe(res, row, object);
  res.setHeader('Cache-Control', `private, max-age=${Math.floor((linked.expires - Date.now()) / 1_000)}, immutable`);
  const range = rangeOf(req.headers, size, res.getHeader('ETag'));
  if (range === 'unsatisfiable') {
    res.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range !== null) res.setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
  const content = req.method === 'HEAD' ? null : await open(services, objectKey(row, object), { start, end });
  res.writeHead(range === null ? 200 : 206, { 'Content-Length': end - start + 1 });
  if (content === null) return void res.end();
  // Whoever goes away in the middle of it has what he wanted.
  await pipeline(content, res).catch((cause: unknown) => services.log.debug({ err: cause }, 'a download was cut'));
}

async function open({ files, log }: Services, key: string, range: { start: number; end: number }) {
  try {
    return await stored(log, () => files.storage.open(key, range));
  } catch (cause) {
    throw cause instanceof ObjectMissing ? notFound() : cause;
  }
}

/** What was made anew here is shown and what is only played is played; everything else is saved. */
function describe(res: ServerResponse, row: AttachmentRow, object: 'file' | 'thumb'): void {
  const isShown = row.kind === 'image' || row.kind === 'audio';
  const type = isShown || row.type === 'application/pdf' ? row.type : 'application/octet-stream';
  res.setHeader('Content-Type', object === 'thumb' ? 'image/webp' : (type ?? 'application/octet-stream'));
  res.setHeader('Content-Disposition', contentDisposition(row.name, { type: isShown ? 'inline' : 'attachment' }));
  res.setHeader('Content-Security-Policy', INERT);
  // The widget stands in other people's pages, which may show and play what the link leads to, and read none of it.
  res.setHeader('Cross-Origin-Resource-Policy', isShown ? 'cross-origin' : 'same-origin');
  res.setHeader('Accept-Ranges', 'bytes');
  res.setHeader('ETag', `"${row.id}-${object}"`);
}
