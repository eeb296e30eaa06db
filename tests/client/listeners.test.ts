import { expect, test, vi } from 'vitest';
import { Listeners } from '../../packages/client/src/store.ts';

test('a listener that throws stops no other, and its error surfaces where uncaught ones do', () => {
  const surfaces: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (act: () => void) => surfaces.push(act));
  const listeners = new Listeners<string>();
  const heard: string[] = [];
  listeners.add(() => {
    throw new Error('the fault of an app');
  });
  listeners.add((news) => heard.push(news));
  listeners.tell('news');
  vi.unstubAllGlobals();
  expect(heard).toEqual(['news']);
  expect(surfaces).toHaveLength(1);
  expect(surfaces[0]).toThrow('the fault of an app');
});

test('who stops listening while others are told is not told, and who begins then is not either', () => {
  const listeners = new Listeners<number>();
  const heard: number[] = [];
  let stop: () => void = () => undefined;
  listeners.add(() => {
    stop();
    listeners.add((news) => heard.push(news));
  });
  stop = listeners.add((news) => heard.push(news));
  listeners.tell(1);
  expect(heard).toEqual([]);
});
