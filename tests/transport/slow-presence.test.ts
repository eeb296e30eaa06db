import { deepEqual } from 'node:assert/strict';
import type { PresenceEvent } from '@parley/api/contract/events';
import { test } from 'vitest';
import { presenceEvents } from '../../packages/api/src/presence/presence-events.ts';
import type { PresenceHub } from '../../packages/api/src/presence/presence-hub.ts';

test('[TR5] case 27: a slow reader of presence gets the newest state of each person, not the one he was too slow for', async () => {
  const writable = Promise.withResolvers<void>();
  let tell: (event: PresenceEvent) => void = () => undefined;
  const hub: Pick<PresenceHub, 'listen'> = {
    listen: (_channels, listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  const online = (isOnline: boolean): PresenceEvent => ({
    type: 'online',
    who: { kind: 'visitor', id: 'v' },
    online: isOnline,
  });
  const abort = new AbortController();
  const events = presenceEvents(
    hub,
    { channels: [], initial: () => [online(true)], isOwn: () => false },
    abort.signal,
    () => writable.promise,
  );
  const first = events.next();
  await Promise.resolve();
  tell(online(false));
  writable.resolve();
  deepEqual((await first).value, online(false));
  abort.abort();
  await events.next();
});
