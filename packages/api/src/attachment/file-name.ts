import { LIMITS } from '../contract/wire.ts';

/** Separators and what Windows does not take in a name; a colon opens a stream of another file there. */
const NOT_IN_NAMES = /[/\\:*?"<>|]/g;
/** Control characters would end a line, and characters that turn the direction of writing make `gpj.exe` of `exe.jpg`. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;
/** Devices of Windows, whatever stands behind the dot. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;
const EXTENSION = /\.[^. ]{1,16}$/u;

/** A name that is safe to show and to save, whatever somebody has called his file. */
export function safeName(name: string, extension?: string): string {
  const seen = name.normalize('NFC').replaceAll(UNSEEN, '').replaceAll(NOT_IN_NAMES, '_');
  // No hidden file, no way upwards; Windows drops what stands at the end.
  const bare = seen.replace(/^[.\s]+/, '').replace(/[.\s]+$/, '');
  const named = (bare === '' ? 'file' : bare).replace(DEVICES, '_$1');
  const suffix = extension === undefined ? (EXTENSION.exec(named)?.[0] ?? '') : `.${extension}`;
  const stem = named.replace(EXTENSION, '') || 'file';
  // Windows drops what then stands at the end: of `x.exe.` it makes `x.exe`.
  return (shortened(stem, LIMITS.fileNameChars - suffix.length) + suffix).replace(/[.\s]+$/, '');
}

/** A name without an extension gets that of what it is: a recording has no name, and systems go by the extension. */
export function withExtension(name: string, extension: string | null): string {
  return extension === null || EXTENSION.test(name) ? name : safeName(name, extension);
}

/** By whole characters. */
function shortened(text: string, length: number): string {
  return text.length <= length ? text : [...text.slice(0, length)].filter((char) => char.isWellFormed()).join('');
}
