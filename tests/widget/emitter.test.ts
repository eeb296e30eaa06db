import { afterEach, expect, test, vi } from 'vitest';
import { createEmitter } from '../../packages/widget-sdk/src/loader/emitter.ts';

afterEach(() => vi.unstubAllGlobals());

test('a listener that comes late is still told of `ready`, once', async () => {
  const emitter = createEmitter();
  const early = vi.fn();
  const late = vi.fn();
  emitter.on('ready', early);
  emitter.emit('ready', { projectKey: 'pk_1' });
  emitter.on('ready', late);
  await Promise.resolve();
  expect(early.mock.calls).toEqual([[{ projectKey: 'pk_1' }]]);
  expect(late.mock.calls).toEqual([[{ projectKey: 'pk_1' }]]);
});

test('other events are not repeated for late listeners, and who left is not told', async () => {
  const emitter = createEmitter();
  const late = vi.fn();
  emitter.emit('unread', { count: 1 });
  emitter.on('unread', late)();
  emitter.emit('unread', { count: 2 });
  await Promise.resolve();
  expect(late).not.toHaveBeenCalled();
});

test('a listener that throws is reported and harms no other', () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const emitter = createEmitter();
  const second = vi.fn();
  emitter.on('unread', () => {
    throw new Error('the site’s own fault');
  });
  emitter.on('unread', second);
  emitter.emit('unread', { count: 3 });
  expect(second).toHaveBeenCalledWith({ count: 3 });
  expect(reported).toHaveBeenCalledOnce();
});
