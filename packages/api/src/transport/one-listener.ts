import type { Server } from 'node:http';
import type { Logger } from 'pino';

const ONCE = ['upgrade', 'request'] as const;

/**
 * Two consumers of one HTTP upgrade were the end of the system before this one (`handleUpgrade() was called more
 * than once`). So the boot checks that there is one, says so, and lets no second one in later (TR1).
 * @throws Error that names the event
 */
export function assertOneListenerEach(server: Server, log: Logger): void {
  for (const event of ONCE) {
    const count = server.listenerCount(event);
    if (count !== 1)
      throw new Error(
        `The HTTP server must have one '${event}' listener, and has ${count}: a second one would fight over each socket`,
      );
  }
  server.on('newListener', (event: string) => {
    if (ONCE.some((one) => one === event)) throw new Error(`The HTTP server has its one '${event}' listener already`);
  });
  log.info(
    `[BOOT] upgradeListeners=${server.listenerCount('upgrade')} requestListeners=${server.listenerCount('request')}`,
  );
}
