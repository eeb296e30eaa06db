import { createValueStore } from './value-store.ts';

export interface Announcement {
  id: number;
  text: string;
  tone: 'info' | 'error';
}

/** The latest short word to the person: spoken by screen readers and shown for a while at the edge. */
export const announcement = createValueStore<Announcement | null>(null);
let count = 0;

export function announce(text: string, tone: Announcement['tone'] = 'info'): void {
  announcement.set({ id: ++count, text, tone });
}
