import type { AttachmentItem } from '../types.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** 1_536_000 → `1.5 MB`, in the figures of this language. */
export function sizeWords(bytes: number, languageTag: string): string {
  const power = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  const maximumFractionDigits = power > 1 && value < 10 ? 1 : 0;
  // In short English "812 byte".
  const unitDisplay = power === 0 ? 'long' : 'short';
  const style = { style: 'unit', unit: UNITS[power], unitDisplay, maximumFractionDigits } as const;
  return new Intl.NumberFormat(languageTag, style).format(value);
}

/** `report.final.pdf` → `PDF`; the ending says more to people than a media type. */
export function typeWords({ name, type }: AttachmentItem): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? /^[a-z]+\/([a-z0-9]{2,5})$/.exec(type)?.[1] ?? '';
  return ending.toUpperCase();
}

/** Whole hundredths of what is to be brought. */
export function percentOf({ size, upload }: AttachmentItem): number {
  if (upload?.state === 'ready') return 100;
  return size === 0 ? 0 : Math.floor(((upload?.sentBytes ?? 0) / size) * 100);
}
