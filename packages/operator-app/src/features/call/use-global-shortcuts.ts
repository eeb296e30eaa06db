import { useEffect } from 'react';
import type { Shortcut } from '../../desktop/desktop-host.ts';
import { useHost } from '../../desktop/host-context.ts';
import { toggleMuted } from './call-actions.ts';
import type { CallDesk } from './call-desk.ts';
import { isLive } from './desk-call.ts';
import { heardCall } from './heard-call.ts';

/** Keys that reach us while another program is in front. */
export function useGlobalShortcuts(desk: CallDesk, onAnswered: (conversationId: string) => void): void {
  const host = useHost();
  useEffect(() => host.onShortcut((shortcut) => obey(shortcut, desk, onAnswered)), [host, desk, onAnswered]);
}

/** Answering is by voice: nobody shows himself by a key pressed unseen. Nor is a call that goes on hung up by one. */
export function obey(shortcut: Shortcut, desk: CallDesk, onAnswered: (conversationId: string) => void): void {
  const { ringing, current } = desk.getSnapshot();
  if (shortcut === 'mute') {
    const heard = current && heardCall(current.call, desk.beside.getSnapshot());
    if (heard) toggleMuted(heard);
    return;
  }
  const [first] = ringing;
  if (!first || isLive(current)) return;
  onAnswered(first.conversationId);
  void desk.answer(first.call.callId, 'audio');
}
