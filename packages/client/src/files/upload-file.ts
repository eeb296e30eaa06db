/** Brings one file to the server: begin, part after part, finish. Each step may be repeated, so a cut costs a part at most. */
import type { AttachmentView } from '@parley/api/contract/views';
import { beforeRetry, untilAnswered, type Patience } from '../connection/until-answered.ts';
import type { Api } from '../connection/transport.ts';
import { parleyErrorOf, ParleyError } from '../errors.ts';
import { PartSize } from './part-size.ts';

/** A part that is not through by then is on a line that is dead, or too slow for one of that size. */
const PART_MS = 25_000;

export interface UploadFileOptions {
  api: Api;
  patience: Patience;
  conversationId: string;
  id: string;
  name: string;
  blob: Blob;
  signal: AbortSignal;
  sendPart: (part: { body: Blob; offset: number; signal: AbortSignal }) => Promise<number>;
  onProgress: (sentBytes: number) => void;
}

/** @throws ParleyError that does not pass, or CLOSED when `signal` ends it */
export async function uploadFile(options: UploadFileOptions): Promise<AttachmentView> {
  const { api, patience, signal, conversationId, id, name, blob, onProgress } = options;
  const which = { conversationId, attachmentId: id };
  const begin = { ...which, name, size: blob.size, type: blob.type.slice(0, 100) };
  const size = new PartSize();
  for (let isLost = false; ;) {
    // It may have been taken back while it stood in line.
    if (signal.aborted) throw new ParleyError('CLOSED');
    const begun = await untilAnswered(() => api.attachment.begin.mutate(begin), patience, signal);
    if (begun.state === 'ready') return begun.attachment;
    try {
      await sendRest(options, begun.received, size);
      onProgress(blob.size);
      return await untilAnswered(() => api.attachment.finish.mutate(which), patience, signal);
    } catch (cause) {
      // The database has lost its tail since: what is missing is sent again, and once all of it, where it is not known at all.
      const { code } = parleyErrorOf(cause);
      if (code !== 'WRONG_OFFSET' && (code !== 'NOT_FOUND' || isLost)) throw cause;
      isLost = code === 'NOT_FOUND';
    }
  }
}

async function sendRest(options: UploadFileOptions, received: number, size: PartSize): Promise<void> {
  const { blob, patience, signal, onProgress } = options;
  let failures = 0;
  for (let offset = received; offset < blob.size;) {
    onProgress(offset);
    try {
      const began = patience.clock.now();
      offset = await sendOne(options, offset, size.bytes);
      size.took(patience.clock.now() - began);
      failures = 0;
    } catch (cause) {
      if (signal.aborted) throw new ParleyError('CLOSED');
      const error = parleyErrorOf(cause);
      if (!error.retry) throw error;
      size.halve();
      await beforeRetry(error, failures++, patience, signal);
    }
  }
}

async function sendOne(
  { blob, patience, signal, sendPart }: UploadFileOptions,
  offset: number,
  bytes: number,
): Promise<number> {
  const late = new AbortController();
  const disarm = patience.clock.after(PART_MS, () => late.abort());
  try {
    const body = blob.slice(offset, offset + bytes);
    return await sendPart({ body, offset, signal: AbortSignal.any([signal, late.signal]) });
  } finally {
    disarm();
  }
}
