import { Outlet, useMatchRoute, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { CallBar } from '../features/call/components/call-bar.tsx';
import { IncomingCalls } from '../features/call/components/incoming-call.tsx';
import { useHotkeys } from '../lib/hotkeys.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { Sidebar } from './sidebar.tsx';
import { strings } from './strings.ts';
import { useDocumentTitle } from './use-document-title.ts';
import { useWorkspace } from './workspace-context.ts';

/** Queues · list · conversation. Narrow windows show one of them at a time: `data-screen` says which. */
export function Shell() {
  const { desk, inboxes } = useWorkspace();
  const navigate = useNavigate();
  const matches = useMatchRoute();
  const [help, setHelp] = useState(false);
  useDocumentTitle(inboxes, desk);
  useHotkeys({ '?': () => setHelp(true) });
  const screen = matches({ to: '/inbox' }) ? 'list' : matches({ to: '/c/$conversationId' }) ? 'conversation' : 'page';
  return (
    <div className="shell" data-screen={screen}>
      <a className="skip-link" href="#main">
        {strings.skip}
      </a>
      <div className="shell-top">
        <ConnectionBanner />
        <CallBar desk={desk} />
      </div>
      <Sidebar onHelp={() => setHelp(true)} />
      <Outlet />
      <IncomingCalls
        desk={desk}
        onAnswered={(conversationId) =>
          void navigate({ to: '/c/$conversationId', params: { conversationId }, search: {} })
        }
      />
      <KeyboardHelp open={help} onOpenChange={setHelp} />
    </div>
  );
}
