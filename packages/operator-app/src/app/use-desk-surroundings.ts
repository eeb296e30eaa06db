import type { Inbox } from '@parley/client';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { CallDesk } from '../features/call/call-desk.ts';
import { useGlobalShortcuts } from '../features/call/use-global-shortcuts.ts';
import { useCommandKeys } from '../lib/commands/use-command-keys.ts';
import { useHostSignals } from './use-host-signals.ts';
import { useLinks } from './use-links.ts';
import { useMessageNotices } from './use-message-notices.ts';

interface Surroundings {
  desk: CallDesk;
  inboxes: ReadonlyMap<string, Inbox>;
  /** Called before a screen of the workspace is shown. */
  onLeave?: () => void;
}

/**
 * What surrounds a desk with open projects, whatever is on the screen: keys, notices, the number on the icon, links.
 * @returns shows the conversation of a call that was answered
 */
export function useDeskSurroundings({ desk, inboxes, onLeave }: Surroundings): (conversationId: string) => void {
  const navigate = useNavigate();
  const show = useCallback(
    (conversationId: string) => {
      onLeave?.();
      void navigate({ to: '/c/$conversationId', params: { conversationId }, search: {} });
    },
    [navigate, onLeave],
  );
  useCommandKeys();
  useHostSignals(inboxes, desk);
  useMessageNotices(inboxes);
  useLinks(onLeave);
  useGlobalShortcuts(desk, show);
  return show;
}
