import type { FileWords } from './file-words.ts';

export const words: FileWords = {
  drop: 'Drop files here to attach them',
  tooMany: 'One message takes at most {count} files.',
  attached: 'Attached files',
  remove: 'Remove {name}',
  uploading: 'Uploading {name}',
  waiting: 'Waiting',
  offline: 'Waiting for the network',
  uploaded: '{name} is uploaded',
  open: 'Open image {name}',
  close: 'Close image',
  download: 'Download',
  loading: 'Loading',
  gone: 'This file was deleted.',
  failed: 'This file can’t be loaded right now.',
  again: 'Try again',
  trouble: {
    tooLarge: 'Larger than {limit}, which is the limit.',
    refused: 'Files of this kind can’t be sent.',
    full: 'There is no room left for files in this chat.',
    lost: 'The file is no longer on this device. Attach it again.',
    tooFast: 'Too many files at once. Wait a moment, then try again.',
    broken: 'The upload failed.',
    notLoaded: 'A part of the chat couldn’t be loaded. Try again, or reload the page.',
  },
};
