/** Files by hand: what @parley/client does for apps, step by step, so that a test may do it wrongly. */
import { v7 as uuidv7 } from 'uuid';
import type { AttachmentLink, AttachmentView } from '@parley/api/contract/views';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { FILES_PATH, LIMITS } from '@parley/api/contract/wire';
import sharp from 'sharp';
import { headersOf, overHttp } from '../support/api-client.ts';

export interface Sender {
  params: ConnectionParams;
  conversationId: string;
}

export const attachmentOf = (conversationId: string, attachmentId: string) => ({ conversationId, attachmentId });

/** One part; the answer as it is. */
export function sendPart(
  url: string,
  { params, conversationId }: Sender,
  attachmentId: string,
  bytes: Uint8Array<ArrayBuffer>,
  offset: number,
): Promise<Response> {
  return fetch(`${url}${FILES_PATH}/${conversationId}/${attachmentId}`, {
    method: 'PATCH',
    headers: { ...headersOf(params), 'upload-offset': String(offset) },
    body: bytes,
  });
}

/** All of it, up to `finish`. */
export async function upload(
  url: string,
  sender: Sender,
  { bytes, name = 'photo.png', type = 'image/png' }: { bytes: Uint8Array<ArrayBuffer>; name?: string; type?: string },
): Promise<AttachmentView> {
  const { attachment } = overHttp(url, sender.params);
  const which = attachmentOf(sender.conversationId, uuidv7());
  await attachment.begin.mutate({ ...which, name, size: bytes.length, type });
  for (let offset = 0; offset < bytes.length; offset += LIMITS.partBytes) {
    const part = bytes.slice(offset, offset + LIMITS.partBytes);
    const response = await sendPart(url, sender, which.attachmentId, part, offset);
    if (!response.ok) throw new Error(`part refused: ${response.status} ${await response.text()}`);
  }
  return attachment.finish.mutate(which);
}

export function sendWith(
  url: string,
  { params, conversationId }: Sender,
  attachments: string[],
  { text = '', messageId = uuidv7() }: { text?: string; messageId?: string } = {},
) {
  return overHttp(url, params).message.send.mutate({ conversationId, messageId, text, attachments });
}

export async function linkOf(url: string, { params, conversationId }: Sender, id: string): Promise<AttachmentLink> {
  const [link] = await overHttp(url, params).attachment.links.query({ conversationId, attachmentIds: [id] });
  if (link === undefined) throw new Error('no link');
  return link;
}

export const download = (url: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(new URL(path, url), init);

/** Of many colours, so that no encoder makes nothing of it. */
export async function photo(width: number, height: number, format: 'png' | 'jpeg' | 'webp' = 'png') {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = (at * 2_654_435_761) >>> 24;
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  return bytesOf(await image.toFormat(format).toBuffer());
}

/** A copy in memory of its own, as `fetch` wants it. */
export const bytesOf = (data: Uint8Array | string): Uint8Array<ArrayBuffer> =>
  typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);

export async function contentOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
