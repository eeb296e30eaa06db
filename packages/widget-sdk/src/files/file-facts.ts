import type { AttachmentItem, ClientErrorCode } from '@parley/client';
import type { FileTrouble, FileWords } from '../locale/file-words.ts';
import { fill } from '../panel/panel-context.ts';

/** The server's own limit for a visitor's file. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

const TROUBLE: Partial<Record<ClientErrorCode, FileTrouble>> = {
  TOO_LARGE: 'tooLarge',
  INVALID_INPUT: 'refused',
  FILE_REFUSED: 'refused',
  QUOTA_EXCEEDED: 'full',
  FILE_GONE: 'lost',
  RATE_LIMITED: 'tooFast',
  TOO_MANY: 'tooFast',
};

/** Is it the files, and not the message, that the server refuses? */
export function isOfFiles(code: ClientErrorCode): boolean {
  return code in TROUBLE && code !== 'RATE_LIMITED';
}

/** Trying again helps with these. */
const PASSES: readonly FileTrouble[] = ['tooFast', 'broken'];

export function troubleOf(code: ClientErrorCode | null): FileTrouble {
  return (code && TROUBLE[code]) ?? 'broken';
}

export function mayPass(code: ClientErrorCode | null): boolean {
  return PASSES.includes(troubleOf(code));
}

export function troubleWords(code: ClientErrorCode | null, words: FileWords, languageTag: string): string {
  return fill(words.trouble[troubleOf(code)], { limit: sizeWords(MAX_FILE_BYTES, languageTag) });
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** 1_536_000 → `1.5 MB`, in the visitor's own figures. */
export function sizeWords(bytes: number, languageTag: string): string {
  const power = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  const maximumFractionDigits = power > 1 && value < 10 ? 1 : 0;
  const style = { style: 'unit', unit: UNITS[power], unitDisplay: 'short', maximumFractionDigits } as const;
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
