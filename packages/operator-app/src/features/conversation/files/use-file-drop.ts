import { type DragEvent, useRef, useState } from 'react';

interface Drop {
  over: boolean;
  handlers: Record<'onDragEnter' | 'onDragOver' | 'onDragLeave' | 'onDrop', (event: DragEvent) => void>;
}

/** Files that are dragged over an element, and let go there. Words and links that are dragged pass by. */
export function useFileDrop(onFiles: (files: readonly File[]) => void): Drop {
  const [over, setOver] = useState(false);
  // Each child that is entered and left tells so as well.
  const depth = useRef(0);
  const move = (event: DragEvent, step: number) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    depth.current = Math.max(0, depth.current + step);
    setOver(depth.current > 0);
  };
  const onDrop = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    const files = filesOf(event.dataTransfer);
    if (files.length > 0) onFiles(files);
  };
  return {
    over,
    handlers: {
      onDragEnter: (event) => move(event, 1),
      onDragOver: (event) => move(event, 0),
      onDragLeave: (event) => move(event, -1),
      onDrop,
    },
  };
}

/** Folders come as files that nobody can read. */
function filesOf({ items }: DataTransfer): File[] {
  return [...items].flatMap((item) => {
    const file = item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory !== true ? item.getAsFile() : null;
    return file ?? [];
  });
}

/** What is copied from an office program comes as words and as a picture of them: then it is the words. */
export function pastedFiles({ types, files }: DataTransfer): File[] {
  return types.includes('text/plain') ? [] : [...files];
}
