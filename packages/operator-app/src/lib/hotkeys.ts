import { useEffect, useEffectEvent } from 'react';
import { createPreference } from './preference.ts';

/** WCAG 2.1.4: shortcuts of a single character can be turned off. */
export const shortcutsPreference = createPreference('parley.shortcuts', ['on', 'off']);

/** By `KeyboardEvent.key`, so `?` works on every layout. */
export type Hotkeys = Readonly<Record<string, () => void>>;

/** Keys for the whole page. They rest while someone types, while a dialog is open, and with a modifier held. */
export function useHotkeys(hotkeys: Hotkeys): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const action = hotkeys[nameOf(event)];
    if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
    if (event.key.length === 1 && shortcutsPreference.getSnapshot() === 'off') return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

/** Caps Lock is no Shift: what asks for both hands must not be met by one. */
function nameOf({ key, shiftKey }: KeyboardEvent): string {
  if (!/^[a-z]$/i.test(key)) return key;
  return shiftKey ? key.toUpperCase() : key.toLowerCase();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
