/** One part of a file, by HTTP beside the socket: frames are small, and a socket that carries files keeps words waiting. */
import { parleyErrorOf, ParleyError, serverErrorOf } from '../errors.ts';

export interface PartOptions {
  url: string;
  headers: Record<string, string>;
  body: Blob;
  offset: number;
  signal: AbortSignal;
}

/** @returns how much the server has now, also when that is not where this part began. @throws ParleyError */
export async function sendPart({ url, headers, body, offset, signal }: PartOptions): Promise<number> {
  const response = await request(url, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/partial-upload', 'upload-offset': String(offset) },
    body,
    signal,
  });
  const received = response.headers.get('upload-offset');
  if ((response.ok || response.status === 409) && received !== null) return Number(received);
  throw serverErrorOf(await response.json().catch(() => null), response.status);
}

async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    // A cut line, a refused connection and our own time-out look alike.
    throw new ParleyError('NETWORK', { message: parleyErrorOf(cause).message, cause });
  }
}
