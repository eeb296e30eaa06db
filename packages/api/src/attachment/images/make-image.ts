import sharp, { type Sharp } from 'sharp';
import type { ImageFormat, ImageJob, MadeImage } from './image-job.ts';

/** Of a thumb's longer side: what a bubble in a thread shows, twice over for dense screens. */
const THUMB_SIDE = 640;

// No decoder but those of the formats that are looked at, none of those that read files, and one thread for a picture.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});
sharp.cache(false);
sharp.concurrency(1);

export class TooManyPixels extends Error {
  override name = 'TooManyPixels';
}

/**
 * The same picture made anew of its pixels: upright, in sRGB, and without whatever else was in the file, from the place where
 * it was taken to a program that hides behind it. A film of pictures stays one while all of them together are within the
 * limit; past that its first remains.
 * @throws TooManyPixels, by the header, before anything is decoded; whatever the decoder throws, also for a part that is missing
 */
export async function makeImage({ bytes, format, limits }: Omit<ImageJob, 'id'>): Promise<MadeImage> {
  const {
    width,
    height,
    pages = 1,
    pageHeight = height,
  } = await sharp(bytes, { limitInputPixels: false, animated: true }).metadata();
  const pixels = width * pageHeight;
  if (pixels > limits.pixels || width > limits.side || pageHeight > limits.side) throw new TooManyPixels();
  const moves = pages > 1 && pixels * pages <= limits.pixels;
  const read = (animated: boolean): Sharp =>
    sharp(bytes, { limitInputPixels: limits.pixels, failOn: 'warning', animated }).autoOrient().toColourspace('srgb');
  const { type, extension, encode } = ENCODERS[format];
  const { data, info } = await encode(read(moves)).toBuffer({ resolveWithObject: true });
  const shown = { width: info.width, height: info.pageHeight ?? info.height };
  const isSmall = Math.max(shown.width, shown.height) <= THUMB_SIDE && data.length <= SMALL_BYTES;
  return { type, extension, bytes: data, ...shown, thumb: isSmall ? null : await makeThumb(read(false)) };
}

/** A picture that costs no more than its thumb would is its own. */
const SMALL_BYTES = 64 * 1024;

const makeThumb = (image: Sharp): Promise<Buffer> =>
  image
    .resize({ width: THUMB_SIDE, height: THUMB_SIDE, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 78, effort: 2 })
    .toBuffer();

interface Encoder {
  type: MadeImage['type'];
  extension: string;
  encode: (image: Sharp) => Sharp;
}

const webp: Encoder = {
  type: 'image/webp',
  extension: 'webp',
  encode: (image) => image.webp({ quality: 88, effort: 2 }),
};
/** Quick ones: somebody waits, and other pictures wait behind his. */
const ENCODERS: Record<ImageFormat, Encoder> = {
  'image/jpeg': { type: 'image/jpeg', extension: 'jpg', encode: (image) => image.jpeg({ quality: 88 }) },
  'image/png': { type: 'image/png', extension: 'png', encode: (image) => image.png({ compressionLevel: 6 }) },
  'image/gif': { type: 'image/gif', extension: 'gif', encode: (image) => image.gif({ effort: 3 }) },
  'image/webp': webp,
  'image/avif': webp,
};
