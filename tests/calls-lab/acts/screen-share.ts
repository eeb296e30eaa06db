import { provePicture } from '../ear.ts';
import { PATIENCE_MS } from '../stage.ts';
import type { Act } from './act.ts';

/** The operator shares his screen, the visitor sees it, as one and whole, while both speak; and no longer. */
export const screenShare: Act = {
  async play(stage) {
    const { operator, visitor } = stage;
    const controls = operator.page.getByRole('group', { name: 'Call controls' });
    const screen = visitor.page.locator('.call.with-video video.remote.whole');
    await controls.getByRole('button', { name: 'Share your screen' }).click();
    await screen.waitFor({ timeout: PATIENCE_MS });
    await stage.whileItLasts(provePicture(visitor.page, PATIENCE_MS));
    await stage.hearEachOther();
    await controls.getByRole('button', { name: 'Stop sharing your screen' }).click();
    await screen.waitFor({ state: 'detached' });
  },
  leads: 'sound',
};
