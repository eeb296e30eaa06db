import type { DeviceChoice } from '@parley/client';
import { Outlet, useMatchRoute, useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { ProofDialog } from '../features/account/components/proof-dialog.tsx';
import { CallBar } from '../features/call/components/call-bar.tsx';
import { CallCheckDialog } from '../features/call/components/call-check-dialog.tsx';
import { IncomingCalls } from '../features/call/components/incoming-call.tsx';
import { useHotkeys } from '../lib/hotkeys.ts';
import { useClient } from '../lib/session.ts';
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
  const client = useClient();
  const openCheck = useCallback((devices: DeviceChoice) => client.checkCall({ media: 'video', devices }), [client]);
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
      <ProofDialog />
      <CallCheckDialog openCheck={openCheck} />
      <KeyboardHelp open={help} onOpenChange={setHelp} />
    </div>
  );
}
