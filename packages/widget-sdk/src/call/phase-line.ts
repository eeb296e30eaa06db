import type { CallPhase, CallSnapshot } from '@parley/client';
import { useRef } from 'preact/hooks';
import type { Dictionary } from '../locale/dictionary.ts';
import { fill } from '../panel/panel-context.ts';
import { endLine } from './end-words.ts';

const WAITING: Record<
  Exclude<CallPhase, 'incoming' | 'active' | 'ended'>,
  'preparing' | 'calling' | 'ringing' | 'connecting' | 'reconnecting'
> = {
  preparing: 'preparing',
  calling: 'calling',
  ringing: 'ringing',
  connecting: 'connecting',
  reconnecting: 'reconnecting',
};

/** How the call stands, in one line; nothing to say of one that simply goes on. */
export function phaseLine(call: CallSnapshot, words: Dictionary, name: string, newcomer: string | null): string {
  switch (call.phase) {
    case 'ended':
      return endLine(call, words);
    case 'incoming':
      return call.media === 'video' ? words.call.incomingVideo : words.call.incomingAudio;
    case 'active':
      if (call.held) return words.call.heldHere;
      if (call.call?.transferring === true) return words.call.transferringSoon;
      return call.remote.held ? fill(words.call.heldThere, { name }) : '';
    default:
      return newcomer === null ? words.call[WAITING[call.phase]] : fill(words.call.transferring, { name: newcomer });
  }
}

/** Who hears the call besides those who speak: to be seen for as long as he does, also in the small bar. */
export function listenerLine({ phase, call }: CallSnapshot, words: Dictionary): string {
  const names = phase === 'ended' ? [] : (call?.listeners ?? []).map(({ name }) => name);
  return names.length === 0 ? '' : fill(words.call.listening, { name: names.join(', ') });
}

/** The colleague who takes over, from the moment that our line moves to him until he is heard. */
export function useNewcomer({ phase, peer }: CallSnapshot): string | null {
  const heard = useRef<string | null>(null);
  if (phase === 'active') heard.current = peer.name;
  if (phase !== 'reconnecting' && phase !== 'connecting') return null;
  return heard.current !== null && peer.name !== heard.current ? peer.name : null;
}
