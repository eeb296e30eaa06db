import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'vitest';
import { iceServers } from '../../packages/api/src/call/ice-servers.ts';

const CALL = '0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';
const NOW = Date.UTC(2026, 0, 1, 12);

test('case 73: relay credentials are what coturn makes of its secret: expiry in seconds, colon, id; base64 of HMAC-SHA1', () => {
  const servers = iceServers(
    { TURN_URLS: ['turn:t.example:3478', 'turns:t.example:5349', 'stun:t.example'], TURN_SECRET: 'north' },
    CALL,
    NOW,
  );
  equal(servers.length, 2);
  const [stun, turn] = servers;
  deepEqual(stun, { urls: ['stun:t.example'] });
  deepEqual(turn?.urls, ['turn:t.example:3478', 'turns:t.example:5349']);
  equal(turn?.username, `${NOW / 1000 + 3600}:${CALL}`);
  // Worked out apart, with `printf '%s' "$username" | openssl dgst -sha1 -hmac north -binary | base64`.
  equal(turn?.credential, '/sqda070NeoMrZQGGdY0LpDbVzQ=');
  ok(!JSON.stringify(servers).includes('north'));
});

test('without a TURN server there are no credentials, and nothing is made up', () => {
  deepEqual(iceServers({ TURN_URLS: [] }, CALL), []);
  deepEqual(iceServers({ TURN_URLS: [], TURN_SECRET: 'north' }, CALL), []);
  deepEqual(iceServers({ TURN_URLS: ['stun:t.example'] }, CALL), [{ urls: ['stun:t.example'] }]);
});
