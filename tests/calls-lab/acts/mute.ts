import { proveSilence } from '../ear.ts';
import { PATIENCE_MS } from '../stage.ts';
import type { Act } from './act.ts';

/** The visitor mutes himself; packets go on, without a sound, and the operator is told. */
export const mute: Act = {
  async play({ operator, visitor }) {
    const told = operator.page.locator('.call-bar').getByText('muted');
    await visitor.page.getByRole('button', { name: 'Mute', exact: true }).click();
    await told.waitFor();
    await proveSilence(operator.page, PATIENCE_MS);
    await visitor.page.getByRole('button', { name: 'Unmute' }).click();
    await told.waitFor({ state: 'detached' });
  },
  leads: 'sound',
};
