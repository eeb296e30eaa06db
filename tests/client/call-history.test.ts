import { expect, test } from 'vitest';
import type { RecordedCallEvent } from '@parley/api/contract/events';
import { History } from '../../packages/client/src/call/history.ts';
import { CALL_VIEW } from './call-view.ts';

const recorded = (seq: number) => ({ seq, id: String(seq), at: new Date(0), actor: { kind: 'system' } as const });
const state = (seq: number): RecordedCallEvent => ({ ...recorded(seq), type: 'state', call: CALL_VIEW });
const said = (seq: number): RecordedCallEvent => ({
  ...recorded(seq),
  type: 'signal',
  signalId: String(seq),
  signal: { kind: 'candidates', candidates: [], gen: 0 },
});

function listen() {
  const heard: number[] = [];
  return { heard, history: new History(({ seq }) => heard.push(seq)) };
}

test('for a page that was there from the beginning everything is of the present', () => {
  const { heard, history } = listen();
  for (const event of [state(1), said(2), state(3)]) history.hear(event);
  expect(heard).toEqual([1, 2, 3]);
});

test('[CL2] for one that was loaded anew it begins with the state that its own question has made', async () => {
  const { heard, history } = listen();
  const answer = Promise.withResolvers<{ seq: number }>();
  const ended = history.endWith(answer.promise);
  for (const event of [state(1), said(2), state(3), said(4), state(7)]) history.hear(event);
  expect(heard).toEqual([]);
  answer.resolve({ seq: 8 });
  await ended;
  // The answer may be faster than the stream.
  for (const event of [said(6), said(9), state(10)]) history.hear(event);
  expect(heard).toEqual([7, 9, 10]);
});

test('a question that is refused makes nothing past', async () => {
  const { heard, history } = listen();
  const ended = history.endWith(Promise.reject(new Error('over')));
  history.hear(state(1));
  await expect(ended).rejects.toThrow('over');
  expect(heard).toEqual([1]);
});
