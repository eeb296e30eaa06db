import type { Act } from './act.ts';

/** Nothing goes wrong: the call itself is the act. */
export const answer: Act = { play: async () => undefined, leads: 'sound' };
