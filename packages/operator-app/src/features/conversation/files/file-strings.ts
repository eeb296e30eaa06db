import { sizeWords, type ClientErrorCode } from '@parley/client';
import { LIMITS } from '@parley/api/contract/wire';
import { wordsForCode } from '../../../lib/error-words.ts';
import { locale } from '../../../locale/formats.ts';
import { wordsOf } from '../../../locale/words.ts';

const { say, words } = wordsOf('files');

export const fileStrings = words({
  attach: 'Attach a file',
  attached: 'Attached files',
  drop: 'Drop files here to attach them',
  remove: (name: string) => say('Remove {name}', { name }),
  uploading: (name: string) => say('Uploading {name}', { name }),
  waiting: 'Waiting',
  offline: 'Waiting for the network',
  uploaded: (name: string) => say('{name} is uploaded', { name }),
  tooMany: (count: number) =>
    say('{count, plural, one {One message takes at most # file.} other {One message takes at most # files.}}', {
      count,
    }),
  open: (name: string) => say('Open image {name}', { name }),
  close: 'Close image',
  download: 'Download',
  downloadName: (name: string) => say('Download {name}', { name }),
  loading: 'Loading…',
  gone: 'This file was deleted.',
  failed: 'This file can’t be loaded right now.',
  again: 'Try again',
  againName: (name: string) => say('Try again: {name}', { name }),
  notSent: (name: string, why: string) => say('{name}: {why}', { name, why }),
});

/** Why a file could not be sent. Of the server's words some are about the message, and not about its files. */
export function fileTrouble(code: ClientErrorCode | null): string {
  if (code === null || code === 'INTERNAL') return say('The upload failed.');
  if (code === 'TOO_LARGE') {
    return say('Larger than {limit}, which is the limit.', { limit: sizeWords(LIMITS.operatorFileBytes, locale()) });
  }
  // The one thing that is not right with a file and has no code of its own.
  if (code === 'INVALID_INPUT') return say('Empty files and files of this size or name can’t be sent.');
  return wordsForCode(code);
}
