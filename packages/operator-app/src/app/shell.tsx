import type { DeviceChoice } from '@parley/client';
import { Outlet, useMatchRoute } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { DesktopDialog } from '../desktop/components/desktop-dialog.tsx';
import { ProofDialog } from '../features/account/components/proof-dialog.tsx';
import { CallBar } from '../features/call/components/call-bar.tsx';
import { CallCheckDialog } from '../features/call/components/call-check-dialog.tsx';
import { IncomingCalls } from '../features/call/components/incoming-call.tsx';
import { useClient } from '../lib/session.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { CommandPalette } from './palette/command-palette.tsx';
import { Sidebar } from './sidebar.tsx';
import { strings } from './strings.ts';
import { useDeskSurroundings } from './use-desk-surroundings.ts';
import { useGlobalCommands } from './use-global-commands.ts';
import { useWorkspace } from './workspace-context.ts';

/** Queues · list · conversation. Narrow windows show one of them at a time: `data-screen` says which. */
export function Shell() {
  const { desk, inboxes } = useWorkspace();
  const matches = useMatchRoute();
  const client = useClient();
  const openCheck = useCallback((devices: DeviceChoice) => client.checkCall({ media: 'video', devices }), [client]);
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const showCalled = useDeskSurroundings({ desk, inboxes });
  useGlobalCommands({ onHelp: () => setHelp(true), onPalette: () => setPalette(true) });
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
      <Sidebar onHelp={() => setHelp(true)} onPalette={() => setPalette(true)} />
      <Outlet />
      <IncomingCalls desk={desk} onAnswered={showCalled} />
      <ProofDialog />
      <DesktopDialog />
      <CallCheckDialog openCheck={openCheck} />
      <CommandPalette open={palette} onOpenChange={setPalette} />
      <KeyboardHelp open={help} onOpenChange={setHelp} />
    </div>
  );
}
