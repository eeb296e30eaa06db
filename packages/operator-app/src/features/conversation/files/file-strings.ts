import { sizeWords, type ClientErrorCode } from '@parley/client';
import { LIMITS } from '@parley/api/contract/wire';
import { wordsForCode } from '../../../lib/error-words.ts';

export const fileStrings = {
  attach: 'Attach a file',
  attached: 'Attached files',
  drop: 'Drop files here to attach them',
  remove: (name: string) => `Remove ${name}`,
  uploading: (name: string) => `Uploading ${name}`,
  waiting: 'Waiting',
  offline: 'Waiting for the network',
  uploaded: (name: string) => `${name} is uploaded`,
  tooMany: (count: number) => `One message takes at most ${count} files.`,
  open: (name: string) => `Open image ${name}`,
  close: 'Close image',
  download: 'Download',
  loading: 'Loading…',
  gone: 'This file was deleted.',
  failed: 'This file can’t be loaded right now.',
  again: 'Try again',
};

/** Why a file could not be sent. Of the server's words some are about the message, and not about its files. */
export function fileTrouble(code: ClientErrorCode | null): string {
  if (code === null || code === 'INTERNAL') return 'The upload failed.';
  if (code === 'TOO_LARGE') return `Larger than ${sizeWords(LIMITS.operatorFileBytes)}, which is the limit.`;
  // The one thing that is not right with a file and has no code of its own.
  if (code === 'INVALID_INPUT') return 'Empty files and files of this size or name can’t be sent.';
  return wordsForCode(code);
}
