import { strings } from './strings.ts';

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

/** How a key of the table is written on keyboards: `Mod+k` is `⌘ K` or `Ctrl K`, `X` is `Shift X`. */
export function KeyCaps({ of }: { of: string }) {
  return capsOf(of).map((cap) => <kbd key={cap}>{cap}</kbd>);
}

function capsOf(key: string): string[] {
  if (key.startsWith('Mod+')) return [isApple ? '⌘' : strings.keyNames.Mod, key.slice(4).toUpperCase()];
  if (key === 'Escape') return [strings.keyNames.Escape];
  return /^[A-Z]$/.test(key) ? [strings.keyNames.Shift, key] : [key.toUpperCase()];
}
