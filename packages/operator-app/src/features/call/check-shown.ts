import { createValueStore } from '../../lib/value-store.ts';

/** Is the check of microphone and camera on screen? Menus in several places open it. */
export const checkShown = createValueStore(false);
