import type { MessageItem, Thread } from '@parley/client';
import type { ComponentChildren, ComponentType } from 'preact';

export interface SaidProps {
  item: MessageItem;
  /** `null` while there is no conversation. */
  thread: Thread | null;
  /** Its text. */
  children: ComponentChildren;
}

export interface TalkView {
  /** What a message says, with what it answers and what has become of it. */
  Said: ComponentType<SaidProps>;
}
