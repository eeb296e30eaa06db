import { heal, RULES, spoil } from '../faults.ts';
import { PATIENCE_MS } from '../stage.ts';
import type { Act } from './act.ts';

/** The operator's office loses everything that it sends and is sent, until the visitor's page has noticed. */
export const blackhole: Act = {
  async play({ visitor }) {
    await spoil('office', 'act', RULES.blackhole);
    await visitor.page.locator('.call.reconnecting').waitFor({ timeout: PATIENCE_MS });
    await heal('office', 'act');
  },
  leads: 'sound',
};
