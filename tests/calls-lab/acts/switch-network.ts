import type { Act } from './act.ts';

/** The visitor walks out of the house: the wifi is gone, the mobile network is there. */
export const switchNetwork: Act = {
  async play({ network }) {
    await network.down('wifi');
    await network.up('cell');
  },
  leads: 'sound',
};
