import { useEffect } from 'preact/hooks';
import { usePanel } from '../panel/panel-context.ts';
import { useStore } from '../panel/use-store.ts';
import type { FilesView } from './files-parts.ts';

/** What shows files; `null` while there are none to show, and until its code is there. */
export function useFilesView(wanted: boolean): FilesView | null {
  const { files } = usePanel();
  const view = useStore(files);
  useEffect(() => {
    if (wanted) files.want();
  }, [files, wanted]);
  return view;
}
