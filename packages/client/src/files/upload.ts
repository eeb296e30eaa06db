/** A file on its way from this device to the server. */
import type { AttachmentItem, ClientErrorCode, UploadProgress } from '../types.ts';

export interface Upload extends AttachmentItem {
  conversationId: string;
  upload: UploadProgress;
}

export const WAITING: UploadProgress = { state: 'waiting', sentBytes: 0, error: null };
const IMAGES = /^image\/(jpeg|png|webp|gif|avif)$/;

export const failure = (error: ClientErrorCode): UploadProgress => ({ state: 'failed', sentBytes: 0, error });

/** A picture from the clipboard has none; the server adds what it is. */
export function nameOf(file: Blob): string {
  const name = 'name' in file ? String(file.name).trim() : '';
  return name || file.type.split('/')[0] || 'file';
}

export function describe(id: string, conversationId: string, blob: Blob, name: string): Upload {
  const { type, size } = blob;
  const kind = IMAGES.test(type) ? 'image' : type.startsWith('audio/') ? 'audio' : 'file';
  return { id, conversationId, name, kind, type, size, width: null, height: null, blob, upload: WAITING };
}
