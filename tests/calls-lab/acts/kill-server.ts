import type { Act } from './act.ts';

/** `kill -9`; another one starts when both pages have noticed. */
export const killServer: Act = {
  async play({ server, operator, visitor }) {
    server.kill('SIGKILL');
    await server.waitForExit();
    await operator.page.locator('.connection-banner').waitFor({ state: 'attached' });
    await visitor.page.locator('.banner.reconnecting').waitFor({ state: 'attached' });
    await server.restart();
  },
  leads: 'sound',
};
