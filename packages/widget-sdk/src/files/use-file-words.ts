import type { FileWords } from '../locale/file-words.ts';
import { usePanel } from '../panel/panel-context.ts';

/** For what is loaded together with them. */
export function useFileWords(): FileWords {
  const view = usePanel().files.getSnapshot();
  if (view === null) throw new Error('useFileWords stands outside of what shows files');
  return view.words;
}
