import type { IncomingMessage, ServerResponse } from 'node:http';
import { FILES_PATH } from '../contract/wire.ts';
import type { Services } from '../access/services.ts';
import { EXPORT_PATH } from '../privacy/export-link.ts';
import { sendExport } from './export-download.ts';
import { sendLinked } from './file-download.ts';
import { receivePart } from './file-upload.ts';
import { comeLater, letPagesIn, type HttpRules } from './http-caller.ts';
import { answerInWords, failWith } from './http-errors.ts';

/** What is no frame's size: parts of files come in by PATCH, whole files, and exports of visitors, go out by links of ours. */
export function files(services: Services, rules: HttpRules) {
  return async (req: IncomingMessage, res: ServerResponse, path: string): Promise<void> => {
    if (rules.isOverloaded()) return comeLater(res);
    const { method } = req;
    res.setHeader('Vary', 'Origin');
    res.setHeader('Referrer-Policy', 'no-referrer');
    try {
      if (method === 'GET' || method === 'HEAD') {
        const send = path.startsWith(`${EXPORT_PATH}/`) ? sendExport : sendLinked;
        return await send(services, rules, req, res);
      }
      await letPagesIn(req, res, rules.isKnownOrigin);
      if (method === 'OPTIONS') return void res.writeHead(204).end();
      if (method !== 'PATCH') return answerInWords(res, 405, 'Method not allowed');
      await receivePart(services, rules, req, res, path.slice(FILES_PATH.length + 1));
    } catch (cause) {
      failWith(services.log, res, cause);
    }
  };
}
