import type { Thread } from '@parley/client';
import { useEffect } from 'react';
import { usePageAttention } from '../../../lib/page-attention.ts';

/** Colleagues are told that somebody has it before him, for as long as he has. */
export function useLooking(thread: Thread): void {
  const attention = usePageAttention();
  useEffect(() => thread.setLooking(attention), [thread, attention]);
}
