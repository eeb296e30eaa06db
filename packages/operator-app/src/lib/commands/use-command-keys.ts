import { useEffect } from 'react';
import { createPreference } from '../preference.ts';
import { keyOf } from './command-table.ts';
import { commandsNow } from './use-commands.ts';

/** WCAG 2.1.4: shortcuts of a single character can be turned off. */
export const shortcutsPreference = createPreference('parley.shortcuts', ['on', 'off']);

/**
 * Lets the page's keys run the commands. All rest while a dialog or menu is open; those without a modifier also while
 * someone types.
 */
export function useCommandKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return;
  const key = nameOf(event);
  const command = commandsNow().find(({ id }) => keyOf(id) === key);
  if (!command) return;
  const bare = !key.startsWith('Mod+');
  if (bare && isTyping(event.target)) return;
  if (key.length === 1 && shortcutsPreference.getSnapshot() === 'off') return;
  event.preventDefault();
  command.run();
}

/** Caps Lock is no Shift: what asks for both hands must not be met by one. */
function nameOf({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): string {
  const name = !/^[a-z]$/i.test(key) ? key : shiftKey ? key.toUpperCase() : key.toLowerCase();
  return ctrlKey || metaKey ? `Mod+${name}` : name;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
