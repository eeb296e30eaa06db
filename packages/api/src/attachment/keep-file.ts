import type { Services } from '../access/services.ts';
import type { AttachmentRow, Kept } from './attachment.queries.ts';
import { safeName, withExtension } from './file-name.ts';
import { requireHarmlessContent, requireHarmlessName } from './harmful.ts';
import { sniff } from './sniff.ts';
import { objectKey } from './storage/file-storage.ts';
import { stored } from './storage/stored.ts';

/**
 * Puts what is kept of these bytes into its place: a picture made anew, and everything else as it is.
 * @throws AppError FILE_REFUSED, TOO_LARGE, UNAVAILABLE
 */
export async function keepFile(
  { files: { storage, images }, log }: Pick<Services, 'files' | 'log'>,
  row: AttachmentRow,
  bytes: Buffer,
): Promise<Kept> {
  const { kind, type, extension, image } = await sniff(bytes, row.declared_type);
  requireHarmlessContent(extension);
  if (image === null) {
    // What is played is called what it is: saved, it opens as nothing else.
    const name =
      kind === 'audio' && extension !== null ? safeName(row.name, extension) : withExtension(row.name, extension);
    requireHarmlessName(name);
    await stored(log, () => storage.put(objectKey(row, 'file'), bytes));
    return { kind, type, name, size: bytes.length, width: null, height: null, thumb_size: null };
  }
  const made = await images.make(image, bytes);
  const { thumb, width, height } = made;
  await stored(log, async () => {
    await storage.put(objectKey(row, 'file'), made.bytes);
    if (thumb !== null) await storage.put(objectKey(row, 'thumb'), thumb);
  });
  const name = safeName(row.name, made.extension);
  return { kind, type: made.type, name, size: made.bytes.length, width, height, thumb_size: thumb?.length ?? null };
}
