import { create as contentDisposition } from 'content-disposition';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { notFound } from '../access/app-error.ts';
import type { Services } from '../access/services.ts';
import { readExportLink } from '../privacy/export-link.ts';
import { exportVisitor } from '../privacy/export-visitor.ts';
import type { HttpRules } from './http-caller.ts';
import { INERT } from './inert.ts';

/** All of a visitor, to whoever holds a link that was made for somebody who may still read it. */
export async function sendExport(
  services: Services,
  rules: HttpRules,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  services.limits.take('requestsByNetwork', rules.networks.of(req).network);
  const url = URL.parse(req.url ?? '', 'http://localhost');
  const linked = url && readExportLink(services.files.key, url, Date.now());
  if (linked === null) throw notFound();
  const content = await exportVisitor(services, linked);
  res.writeHead(200, {
    'Content-Type': `application/${linked.form}`,
    'Content-Disposition': contentDisposition(`visitor-${linked.visitorId}.${linked.form}`),
    'Content-Security-Policy': INERT,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
  if (req.method === 'HEAD') {
    content.destroy();
    return void res.end();
  }
  // What is cut has no end, which whoever opens it is told.
  await pipeline(content, res).catch((cause: unknown) =>
    services.log.warn({ err: cause }, 'the export of a visitor was cut'),
  );
}
