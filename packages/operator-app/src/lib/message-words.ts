import type { AttachmentView, LastMessageView } from '@parley/api/contract/views';

type NamedFile = Pick<AttachmentView, 'kind' | 'name'>;

function fileWords({ kind, name }: NamedFile): string {
  if (kind === 'file') return `File: ${name}`;
  return kind === 'image' ? 'Photo' : 'Audio';
}

/** A message in one line: `Photo, Photo, It would stand here.` */
export function messageWords(text: string, files: readonly NamedFile[] = []): string {
  return [...files.map(fileWords), text].filter(Boolean).join(', ');
}

export function lastMessageWords({ text, caption, files }: LastMessageView): string {
  return files === undefined ? text : messageWords(caption ?? '', files);
}
