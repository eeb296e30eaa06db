import { useEffect, useState } from 'react';
import { useHost } from '../../desktop/host-context.ts';
import { startRinging } from './ringer.ts';
import { strings } from './strings.ts';

/** How often the sound is looked at: a click in the page may have set it free. */
const AUDIBLE_CHECK_MS = 500;

/** Rings aloud while `on`. Returns whether the browser lets it be heard. */
export function useRingTone(on: boolean): boolean {
  const [audible, setAudible] = useState(true);
  useEffect(() => {
    if (!on) return;
    const context = new AudioContext();
    const ringer = startRinging(context);
    const check = setInterval(() => setAudible(ringer.audible()), AUDIBLE_CHECK_MS);
    return () => {
      clearInterval(check);
      ringer.stop();
      setAudible(true);
      // Closing twice is the only way this fails, and then it is closed.
      context.close().catch(() => undefined);
    };
  }, [on]);
  return audible;
}

/** Shows a system notification for as long as somebody calls; a click leads to the conversation. */
export function useCallNotification(callId: string, title: string, conversationId: string): void {
  const { notifications } = useHost();
  useEffect(
    () =>
      notifications.show({
        title,
        body: strings.notificationBody,
        tag: `parley.call.${callId}`,
        link: { to: 'conversation', conversationId },
        lasting: true,
      }),
    [notifications, callId, title, conversationId],
  );
}
