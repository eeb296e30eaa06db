import { proveSilence } from '../ear.ts';
import { PATIENCE_MS } from '../stage.ts';
import type { Act } from './act.ts';

/** The operator puts the visitor on hold, who hears nothing and is told so, and takes him back. */
export const hold: Act = {
  async play({ operator, visitor }) {
    const controls = operator.page.getByRole('group', { name: 'Call controls' });
    const told = visitor.page.locator('.call').getByText('You’re on hold');
    await controls.getByRole('button', { name: 'Hold' }).click();
    await told.waitFor();
    await proveSilence(visitor.page, PATIENCE_MS);
    await controls.getByRole('button', { name: 'Resume' }).click();
    await told.waitFor({ state: 'detached' });
  },
  leads: 'sound',
};
