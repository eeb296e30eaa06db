/** What the two processes say to each other. */
export const IMAGE_FORMATS = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'] as const;
/** What is looked at as a picture. Others, such as SVG, which is a program, are files like any other. */
export type ImageFormat = (typeof IMAGE_FORMATS)[number];

export const isImageFormat = (type: string): type is ImageFormat => IMAGE_FORMATS.some((format) => format === type);

export interface ImageJob {
  id: number;
  format: ImageFormat;
  bytes: Uint8Array;
  limits: { pixels: number; side: number };
}

export interface MadeImage {
  /** What it became: `image/avif`, which few programs open, becomes `image/webp`. */
  type: Exclude<ImageFormat, 'image/avif'>;
  extension: string;
  bytes: Uint8Array;
  width: number;
  height: number;
  /** WebP. Null where the picture is small itself. */
  thumb: Uint8Array | null;
}

export type ImageAnswer =
  | { id: number; made: MadeImage }
  /** `pixels`: larger than it may be · `broken`: not to be read, or only in part. */
  | { id: number; refused: 'pixels' | 'broken' };
