import type { Act } from './act.ts';

export const restartPostgres: Act = {
  async play({ lab: { postgres } }) {
    await postgres.stopImmediately();
    await postgres.start();
  },
  leads: 'sound',
};
