import { createWidget } from '@parley/widget-sdk';
import { expect, test } from 'vitest';

test('the package can be imported where there is no browser; making a widget there says what is wrong', () => {
  expect(() => createWidget({ serverUrl: 'https://chat.example', projectKey: 'pk_1' })).toThrow('needs a browser');
});
