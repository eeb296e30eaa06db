import { createValueStore } from './value-store.ts';

export interface Announcement {
  id: number;
  text: string;
  tone: 'info' | 'error';
}

export interface Done {
  id: number;
  text: string;
  /** Takes back what it tells of; a second time does nothing. */
  undo: () => void;
}

/** The latest short word to the person: spoken by screen readers and shown for a while at the edge. */
export const announcement = createValueStore<Announcement | null>(null);
/** What was done last and can still be taken back; other words do not push it away. */
export const done = createValueStore<Done | null>(null);
let count = 0;

export function announce(text: string, tone: Announcement['tone'] = 'info'): void {
  announcement.set({ id: ++count, text, tone });
}

/** Says what was done, and offers to take it back: instead of asking before. */
export function announceDone(text: string, undo: () => void): void {
  const id = ++count;
  let isTaken = false;
  const once = () => {
    dismiss(id);
    if (isTaken) return;
    isTaken = true;
    undo();
  };
  done.set({ id, text, undo: once });
}

export function dismiss(id: number): void {
  for (const store of [announcement, done]) if (store.getSnapshot()?.id === id) store.set(null);
}
