import { killTabs } from '../browsers.ts';
import type { Act } from './act.ts';

/** The visitor's tab is killed and stays away. */
export const killTab: Act = {
  async play({ browsers, visitor }) {
    const crashed = visitor.page.waitForEvent('crash');
    await killTabs(browsers.visitor);
    await crashed;
  },
  leads: 'peer_left',
};
