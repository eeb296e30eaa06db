import type { JSX } from 'preact';
import { Glyph, PATHS } from '../panel/icons.tsx';

/** Those of calls and the check alone, which the chat does not load, and the panel's own. */
const CALL_PATHS = {
  ...PATHS,
  videoOff:
    'M10.5 6.500H13a2 2 0 0 1 2 2v2l6-3.300v9.600l-2-1.100M15 15v.5a2 2 0 0 1-2 2H4.500a2 2 0 0 1-2-2v-7a2 2 0 0 1 1.3-1.900M3 3l18 18',
  mic: 'M12 3.500a2.5 2.5 0 0 1 2.5 2.500v5.500a2.5 2.5 0 0 1-5 0V6A2.5 2.5 0 0 1 12 3.500ZM6 11.500a6 6 0 0 0 12 0M12 17.500v3',
  micOff:
    'M9.5 9.500v2a2.5 2.5 0 0 0 4 2M14.5 10.500V6a2.5 2.5 0 0 0-4.9-.7M6 11.500a6 6 0 0 0 9.7 4.700M18 11.500c0 .7-.1 1.4-.4 2M12 17.500v3M4 3.500l16 16',
  hangUp:
    'M3.2 14.800c-.4-.9-.2-3.2 2.3-4.6 3.8-2.1 9.2-2.1 13 0 2.5 1.4 2.7 3.7 2.3 4.600l-.5 1a1 1 0 0 1-1.2.5l-2.9-.9a1 1 0 0 1-.7-.8l-.3-2.100a13 13 0 0 0-6.4 0l-.3 2.100a1 1 0 0 1-.7.8l-2.9.9a1 1 0 0 1-1.2-.5Z',
  screen:
    'M4.5 4.5h15A1.5 1.5 0 0 1 21 6v9a1.5 1.5 0 0 1-1.5 1.500h-15A1.5 1.5 0 0 1 3 15V6a1.5 1.5 0 0 1 1.5-1.500ZM9 20h6M12 13.500v-6M9.500 10l2.500-2.500 2.500 2.500',
  screenOff:
    'M4.5 4.5h15A1.5 1.5 0 0 1 21 6v9a1.5 1.5 0 0 1-1.5 1.500h-15A1.5 1.5 0 0 1 3 15V6a1.5 1.5 0 0 1 1.5-1.500ZM9 20h6M9.800 8.300l4.400 4.400M14.200 8.300l-4.400 4.400',
  pause: 'M9 5.5v13M15 5.5v13',
  play: 'M8 5.5v13l10.5-6.500Z',
  tune: 'M4 7h8.500M17.500 7H20M4 17h2.500M11.500 17H20M15 4.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5ZM9 14.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5Z',
  float:
    'M4.5 5h15A1.5 1.5 0 0 1 21 6.500v11a1.5 1.5 0 0 1-1.5 1.500h-15A1.5 1.5 0 0 1 3 17.500v-11A1.5 1.5 0 0 1 4.500 5ZM12.500 12H18v4h-5.500Z',
  expand: 'M9 4.500H4.500V9M15 4.500h4.500V9M9 19.500H4.500V15M15 19.500h4.500V15',
  shrink: 'M4.500 9H9V4.500M19.500 9H15V4.500M4.500 15H9v4.500M19.500 15H15v4.500',
  back: 'M19 12H5.500M11 6l-6 6 6 6',
  globe: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM4 12h16M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16',
  more: 'M6.5 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM13 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM19.5 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0Z',
} as const;

export type CallIconName = keyof typeof CALL_PATHS;

export function CallIcon({ name, class: className }: { name: CallIconName; class?: string }): JSX.Element {
  return <Glyph path={CALL_PATHS[name]} class={className} />;
}
