import type { JSX } from 'preact';

/** Drawn on a grid of 24 with lines of 1.75. */
export const PATHS = {
  close: 'm6 6 12 12M18 6 6 18',
  send: 'M12 19V5.5M6 11l6-6 6 6',
  clip: 'm19.500 11-7.700 7.700a4.6 4.6 0 0 1-6.500-6.500l7.900-7.900a3.1 3.1 0 0 1 4.400 4.400l-7.900 7.900a1.550 1.550 0 0 1-2.200-2.200l7.200-7.200',
  phone:
    'M6.6 3.5h2.2a1 1 0 0 1 1 .8l.6 3a1 1 0 0 1-.3.9L8.5 9.8a13 13 0 0 0 5.7 5.7l1.6-1.6a1 1 0 0 1 .9-.3l3 .6a1 1 0 0 1 .8 1v2.2a2 2 0 0 1-2.1 2A16.5 16.5 0 0 1 4.6 5.600a2 2 0 0 1 2-2.100Z',
  video:
    'M4.5 6.500h8.500a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H4.500a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2ZM15 10.500l6-3.300v9.600l-6-3.3',
  down: 'M12 5v13.500M6 13l6 6 6-6',
  chat: 'M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-5 3.500V17H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM12 8v4l2.5 1.5',
  check: 'm5.5 12.5 4 4 9-9',
  checks: 'm2.5 12.5 4 4 9-9M11 16l.5.5 9-9',
  headset:
    'M4.500 16v-4a7.500 7.500 0 0 1 15 0v4M4.500 14.500a1.500 1.500 0 0 1 3 0v3a1.500 1.500 0 0 1-3 0ZM16.500 14.500a1.500 1.500 0 0 1 3 0v3a1.500 1.500 0 0 1-3 0ZM19.500 17.500a3 3 0 0 1-3 3H13.500',
  alert: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16ZM12 8v4.500M12 15.600v.2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, class: className }: { name: IconName; class?: string }): JSX.Element {
  return <Glyph path={PATHS[name]} class={className} />;
}

export function Glyph({ path, class: className = '' }: { path: string; class?: string | undefined }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class={`icon ${className}`}>
      <path d={path} />
    </svg>
  );
}
