import { createValueStore } from '../../lib/value-store.ts';
import { formatLink } from '../deep-link.ts';
import type { Notifications } from '../desktop-host.ts';
import type { ShellBridge } from './shell-contract.ts';

export interface ShellNotifications extends Notifications {
  /** Somebody answered in the notification itself. */
  replied(tag: string, text: string): void;
}

/** Shown by the shell, which needs nobody's leave. */
export function createShellNotifications(bridge: ShellBridge): ShellNotifications {
  const replies = new Map<string, (text: string) => void>();
  return {
    permission: createValueStore('granted'),
    ask: async () => undefined,
    show({ tag, title, body, link, lasting, onReply }) {
      if (onReply) replies.set(tag, onReply);
      else replies.delete(tag);
      const reply = onReply !== undefined;
      bridge.send({ type: 'notify', tag, title, body, link: formatLink(link), lasting, reply });
      return () => {
        // Another notice may have taken its place, and is not ours to take back.
        if (onReply && replies.get(tag) !== onReply) return;
        replies.delete(tag);
        bridge.send({ type: 'unnotify', tag });
      };
    },
    replied(tag, text) {
      replies.get(tag)?.(text);
    },
  };
}
