/** The chunk that is loaded with the first file. */
import { loadFileWords } from '../locale/file-locales.ts';
import type { Locale } from '../types.ts';
import { DropTarget } from './drop-target.tsx';
import type { FilesView } from './files-parts.ts';
import { MessageFiles } from './message-files.tsx';
import { Refusal } from './refusal.tsx';
import { Tray } from './tray.tsx';

export { default as filesCss } from '../style/files.css';

export async function loadFilesView(locale: Locale): Promise<FilesView> {
  return { Tray, MessageFiles, Refusal, DropTarget, words: await loadFileWords(locale) };
}
