import { useCallback, useRef, useState } from 'preact/hooks';

interface Drop {
  over: boolean;
  handlers: Record<'onDragEnter' | 'onDragOver' | 'onDragLeave' | 'onDrop', (event: DragEvent) => void>;
}

/** Files that are dragged over an element, and let go there. Words and links that are dragged pass by. */
export function useDrop(enabled: boolean, onFiles: (files: readonly File[]) => void): Drop {
  const [over, setOver] = useState(false);
  // Each child that is entered and left tells so as well.
  const depth = useRef(0);
  const move = useCallback((event: DragEvent, step: number) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth.current = Math.max(0, depth.current + step);
    setOver(depth.current > 0);
  }, []);
  const onDrop = useCallback(
    (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      const files = filesOf(event.dataTransfer);
      if (enabled && files.length > 0) onFiles(files);
    },
    [enabled, onFiles],
  );
  return {
    over: over && enabled,
    handlers: {
      onDragEnter: (event) => move(event, 1),
      onDragOver: (event) => move(event, 0),
      onDragLeave: (event) => move(event, -1),
      onDrop,
    },
  };
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}

/** Folders come as files that nobody can read. */
function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.items ?? [])].flatMap((item) => {
    const file = item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory !== true ? item.getAsFile() : null;
    return file ?? [];
  });
}

/** What is copied from an office program comes as words and as a picture of them: then it is the words. */
export function pastedFiles({ clipboardData }: ClipboardEvent): File[] {
  if (clipboardData === null || clipboardData.types.includes('text/plain')) return [];
  return [...clipboardData.files];
}
