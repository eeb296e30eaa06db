import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useHost } from '../desktop/host-context.ts';

/** Notifications and links lead to their screen, in whatever state the app is. */
export function useLinks(onLeave?: () => void): void {
  const host = useHost();
  const navigate = useNavigate();
  useEffect(
    () =>
      host.onLink((link) => {
        onLeave?.();
        if (link.to === 'inbox') {
          return void navigate({ to: '/inbox', search: link.queue === undefined ? {} : { queue: link.queue } });
        }
        const { conversationId } = link;
        void navigate({ to: '/c/$conversationId', params: { conversationId }, search: {} });
      }),
    [host, navigate, onLeave],
  );
}
