import { expect, test } from 'vitest';
import * as wire from '@parley/api/contract/wire';

/**
 * Widgets and bots that were installed long ago hold these values. A change that they would not understand needs a new
 * PROTOCOL_VERSION; any other is made on purpose by `npm test -- contract/wire -u` and a line in CHANGELOG.md.
 */
test('the values on the wire have not changed unawares', async () => {
  await expect(`${JSON.stringify(wire, null, 2)}\n`).toMatchFileSnapshot('wire.json');
});
