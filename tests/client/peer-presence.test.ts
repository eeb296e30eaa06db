import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'vitest';
import { PeerPresence } from '../../packages/client/src/timeline/peer-presence.ts';
import { FakeClock } from './fake-clock.ts';

const visitor = { kind: 'visitor', id: 'v' } as const;

test('whoever was there is there until a new subscription says otherwise', () => {
  const seen: boolean[] = [];
  const presence: PeerPresence = new PeerPresence('operator', new FakeClock(), () => seen.push(presence.peerOnline));
  presence.restart();
  presence.take({ type: 'online', who: visitor, online: true });
  presence.restart();
  presence.take({ type: 'online', who: visitor, online: true });
  deepEqual(seen, [false, true, true, true]);

  presence.restart();
  presence.take({ type: 'online', who: visitor, online: false });
  equal(presence.peerOnline, false);
});

test('one operator who went while nobody listened is gone with the first word of the next subscription', () => {
  const presence = new PeerPresence('visitor', new FakeClock(), () => undefined);
  presence.restart();
  presence.take({ type: 'online', who: { kind: 'operator', id: 'a', name: 'Anna' }, online: true });
  presence.restart();
  presence.take({ type: 'online', who: { kind: 'team' }, online: false });
  equal(presence.peerOnline, false);
});

test('a colleague who looks is there until that ends; who writes is forgotten, because that word may be lost', async () => {
  const clock = new FakeClock();
  const presence = new PeerPresence('operator', clock, () => undefined);
  const anna = { kind: 'operator', id: 'a', name: 'Anna' } as const;
  presence.take({ type: 'looking', conversationId: 'c', who: anna, looking: true });
  presence.take({ type: 'typing', conversationId: 'c', who: visitor, typing: true });
  await clock.pass(60 * 60 * 1000);
  deepEqual([presence.looking, presence.typing], [[anna], []]);
  presence.take({ type: 'looking', conversationId: 'c', who: anna, looking: false });
  deepEqual(presence.looking, []);
});
