import type { CallSnapshot } from '@parley/client';
import { describe, expect, test } from 'vitest';
import { afterCall } from '../../packages/widget-sdk/src/call/after-call.ts';
import { endLine, isMissed } from '../../packages/widget-sdk/src/call/end-words.ts';
import { words } from '../../packages/widget-sdk/src/locale/en.ts';

const ours = (endReason: CallSnapshot['endReason']) => ({ endReason, error: null, outgoing: true });
const theirs = (endReason: CallSnapshot['endReason']) => ({ endReason, error: null, outgoing: false });

describe('after a call', () => {
  test.each(['no_answer', 'declined', 'busy', 'unreachable'] as const)(
    'that nobody took (%s) a message may be left, or the call made again',
    (reason) => {
      expect(afterCall(ours(reason))).toEqual(['leaveMessage', 'again']);
    },
  );

  test.each(['no_answer', 'cancelled', 'caller_left', 'unreachable', 'busy'] as const)(
    'of an operator that the visitor missed (%s) he is told so and may call back',
    (reason) => {
      expect(isMissed(reason, false)).toBe(true);
      expect(isMissed(reason, true)).toBe(false);
      expect(endLine(theirs(reason), words)).toBe('You missed a call.');
      expect(afterCall(theirs(reason))[0]).toBe('callBack');
    },
  );

  test('that this device or its network made impossible, the check is offered', () => {
    expect(afterCall({ ...ours('cancelled'), error: 'NO_DEVICE' })).toContain('check');
    expect(afterCall(ours('connect_failed'))).toContain('check');
    expect(endLine({ ...ours('cancelled'), error: 'NO_DEVICE' }, words)).toBe(words.trouble.noDevice);
  });

  test('that another window has, nothing is offered but the chat', () => {
    expect(afterCall(theirs('answered_elsewhere'))).toEqual(['done']);
  });
});
