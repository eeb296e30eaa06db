import { useState } from 'preact/hooks';

interface Drop {
  over: boolean;
  handlers: Record<'onDragOver' | 'onDragLeave' | 'onDrop', (event: DragEvent) => void>;
}

/** Files that are dragged over an element, and let go there. Words and links that are dragged pass by. */
export function useDrop(enabled: boolean, onFiles: (files: readonly File[]) => void): Drop {
  const [over, setOver] = useState(false);
  const onDrag = (event: DragEvent) => {
    const { type, dataTransfer, currentTarget, relatedTarget } = event;
    if (!enabled || !dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    // Each child that is left tells so as well.
    const inside =
      relatedTarget instanceof Node && currentTarget instanceof Node && currentTarget.contains(relatedTarget);
    setOver(type === 'dragover' || (type === 'dragleave' && inside));
    if (type === 'drop') onFiles(filesOf(dataTransfer));
  };
  return { over, handlers: { onDragOver: onDrag, onDragLeave: onDrag, onDrop: onDrag } };
}

/** Folders come as files that nobody can read. */
function filesOf({ items }: DataTransfer): File[] {
  return [...items].flatMap((item) => (item.webkitGetAsEntry()?.isDirectory ? [] : (item.getAsFile() ?? [])));
}

/** What is copied from an office program comes as words and as a picture of them: then it is the words. */
export function pastedFiles({ clipboardData }: ClipboardEvent): File[] {
  return clipboardData?.types.includes('text/plain') ? [] : [...(clipboardData?.files ?? [])];
}
