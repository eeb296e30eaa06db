import { CLIENT_LIMITS } from '@parley/api/contract/wire';

/** No photo with more pixels than the server takes has fewer bytes; to look at one costs its decoding. */
const WORTH_A_LOOK_BYTES = 2 * 1024 * 1024;
const PHOTOS = /^image\/(jpeg|png|webp)$/;
const QUALITY = 0.9;

/**
 * Phones take photos that are larger than the server does: those are made smaller here, where a browser can, and the rest goes
 * as it is.
 */
export async function fitted(blob: Blob, maxBytes: number): Promise<Blob> {
  if (!PHOTOS.test(blob.type) || blob.size < WORTH_A_LOOK_BYTES || typeof OffscreenCanvas === 'undefined') return blob;
  try {
    const picture = await createImageBitmap(blob);
    const { width, height } = picture;
    const most = Math.min(
      Math.sqrt(CLIENT_LIMITS.imagePixels / (width * height)),
      CLIENT_LIMITS.imageSide / Math.max(width, height),
    );
    let made = blob;
    for (let scale = Math.min(1, most); scale < 1 || made.size > maxBytes; scale *= Math.SQRT1_2) {
      made = await drawn(picture, scale);
      if (made.size <= maxBytes) break;
    }
    picture.close();
    return made;
  } catch {
    // What this browser makes nothing of the server judges.
    return blob;
  }
}

function drawn(picture: ImageBitmap, scale: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.floor(picture.width * scale)),
    Math.max(1, Math.floor(picture.height * scale)),
  );
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  // JPEG knows no transparency.
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
}
