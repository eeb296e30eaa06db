import type { AttachmentView, LastMessageView } from '@parley/api/contract/views';
import { oneAfterTheOther } from '../locale/formats.ts';
import { wordsOf } from '../locale/words.ts';

const { say } = wordsOf('message');

type NamedFile = Pick<AttachmentView, 'kind' | 'name'>;

function fileWords({ kind, name }: NamedFile): string {
  if (kind === 'file') return say('File: {name}', { name });
  return kind === 'image' ? say('Photo') : say('Audio');
}

/** Of a message whose words are gone: it is never an empty line. */
export const deletedWords = (): string => say('This message was deleted');

/** A message in one line: `Photo, Photo, It would stand here.` */
export function messageWords(text: string, files: readonly NamedFile[] = []): string {
  return oneAfterTheOther([...files.map(fileWords), text].filter(Boolean));
}

export function lastMessageWords({ text, deleted, caption, files }: LastMessageView): string {
  if (deleted) return deletedWords();
  return files === undefined ? text : messageWords(caption ?? '', files);
}
