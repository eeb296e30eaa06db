import { fileTypeFromBuffer } from 'file-type';
import type { AttachmentKind } from '../contract/views.ts';
import { isImageFormat, type ImageFormat } from './images/image-job.ts';

export interface Sniffed {
  kind: AttachmentKind;
  type: string;
  /** As its kind has it; null where nobody knows. */
  extension: string | null;
  /** To be made anew in this format; null: kept as it is. */
  image: ImageFormat | null;
}

/** What browsers play and run nothing of. */
const PLAYED = new Set([
  'audio/mpeg',
  'audio/mp4',
  'audio/x-m4a',
  'audio/aac',
  'audio/ogg',
  'audio/opus',
  'audio/wav',
  'audio/flac',
]);
const UNKNOWN = 'application/octet-stream';

/**
 * What a file is, by its bytes and not by what anybody says. `declared` decides one thing alone: whether a container that may
 * hold pictures holds sound, as a browser's recorder makes it. Either way it is only played.
 */
export async function sniff(bytes: Uint8Array, declared: string): Promise<Sniffed> {
  const found = await fileTypeFromBuffer(bytes);
  // Parameters such as codecs are what a device says: not for a header of ours.
  const type = found?.mime.split(';')[0] ?? UNKNOWN;
  const extension = found?.ext ?? null;
  if (isImageFormat(type)) return { kind: 'image', type, extension, image: type };
  if (PLAYED.has(type))
    return { kind: 'audio', type: type === 'audio/x-m4a' ? 'audio/mp4' : type, extension, image: null };
  const recorded = /^audio\/(webm|ogg|mp4)(;|$)/.exec(declared)?.[1];
  if (recorded !== undefined && type === `video/${recorded}`)
    return { kind: 'audio', type: `audio/${recorded}`, extension, image: null };
  return { kind: 'file', type, extension, image: null };
}
