/** What a person does to a call in hand; what cannot be done is said aloud. Keys and buttons share these. */
import { type Call, parleyErrorOf } from '@parley/client';
import { announce } from '../../lib/announcer.ts';
import { CALL_END_WORDS } from '../../lib/call-words.ts';
import { wordsForCode } from '../../lib/error-words.ts';
import { strings } from './strings.ts';

export const tell = (cause: unknown): void => announce(wordsForCode(parleyErrorOf(cause).code), 'error');

export const toggleMuted = (call: Call): void => call.setMuted(!call.getSnapshot().muted);
export const toggleHeld = (call: Call): void => call.setHeld(!call.getSnapshot().held);
export const toggleCamera = (call: Call): void => void call.setCamera(!call.getSnapshot().camera).catch(tell);
export const toggleScreen = (call: Call): void => void call.setScreen(!call.getSnapshot().screen).catch(tell);
export const hangUp = (call: Call): void => void call.hangUp().catch(tell);
export const transferTo = (call: Call, { id, name }: { id: string; name: string }): void =>
  void call.transfer(id).catch((cause: unknown) => {
    if (parleyErrorOf(cause).code !== 'TOO_MANY') return tell(cause);
    announce(strings.consultInVain(name, CALL_END_WORDS.busy), 'error');
  });
export const cancelTransfer = (call: Call): void => void call.cancelTransfer().catch(tell);

/** In these phases there is another side to hold, to show a screen to, to hand over. */
export const isSpoken = (call: Call): boolean => {
  const { phase } = call.getSnapshot();
  return phase === 'active' || phase === 'reconnecting';
};
