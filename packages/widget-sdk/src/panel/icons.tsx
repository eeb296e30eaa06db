import type { JSX } from 'preact';

/** Drawn on a grid of 24 with lines of 1.75. */
const PATHS = {
  close: 'm6 6 12 12M18 6 6 18',
  send: 'M12 19V5.5M6 11l6-6 6 6',
  phone:
    'M6.6 3.5h2.2a1 1 0 0 1 1 .8l.6 3a1 1 0 0 1-.3.9L8.5 9.8a13 13 0 0 0 5.7 5.7l1.6-1.6a1 1 0 0 1 .9-.3l3 .6a1 1 0 0 1 .8 1v2.2a2 2 0 0 1-2.1 2A16.5 16.5 0 0 1 4.6 5.600a2 2 0 0 1 2-2.100Z',
  video:
    'M4.5 6.500h8.500a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H4.500a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2ZM15 10.500l6-3.300v9.600l-6-3.3',
  videoOff:
    'M10.5 6.500H13a2 2 0 0 1 2 2v2l6-3.300v9.600l-2-1.100M15 15v.5a2 2 0 0 1-2 2H4.500a2 2 0 0 1-2-2v-7a2 2 0 0 1 1.3-1.900M3 3l18 18',
  mic: 'M12 3.500a2.5 2.5 0 0 1 2.5 2.500v5.500a2.5 2.5 0 0 1-5 0V6A2.5 2.5 0 0 1 12 3.500ZM6 11.500a6 6 0 0 0 12 0M12 17.500v3',
  micOff:
    'M9.5 9.500v2a2.5 2.5 0 0 0 4 2M14.5 10.500V6a2.5 2.5 0 0 0-4.9-.7M6 11.500a6 6 0 0 0 9.7 4.700M18 11.500c0 .7-.1 1.4-.4 2M12 17.500v3M4 3.500l16 16',
  hangUp:
    'M3.2 14.800c-.4-.9-.2-3.2 2.3-4.6 3.8-2.1 9.2-2.1 13 0 2.5 1.4 2.7 3.7 2.3 4.600l-.5 1a1 1 0 0 1-1.2.5l-2.9-.9a1 1 0 0 1-.7-.8l-.3-2.100a13 13 0 0 0-6.4 0l-.3 2.100a1 1 0 0 1-.7.8l-2.9.9a1 1 0 0 1-1.2-.5Z',
  down: 'M12 5v13.500M6 13l6 6 6-6',
  chat: 'M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-5 3.500V17H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM12 8v4l2.5 1.5',
  check: 'm5.5 12.5 4 4 9-9',
  checks: 'm2.5 12.5 4 4 9-9M11 16l.5.5 9-9',
  alert: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM12 8v4.500M12 15.600v.2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, class: className = '' }: { name: IconName; class?: string }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class={`icon ${className}`}>
      <path d={PATHS[name]} />
    </svg>
  );
}
