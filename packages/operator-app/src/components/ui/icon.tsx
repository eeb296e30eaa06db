/** Line icons on a 20-unit grid, drawn for this app. Decorative: the control that holds one carries the name. */
const PATHS = {
  clip: 'M16 9.300l-6.300 6.300a3.750 3.750 0 0 1-5.300-5.300l6.500-6.500a2.500 2.500 0 0 1 3.600 3.600l-6.500 6.500a1.250 1.250 0 0 1-1.800-1.800l5.900-5.900',
  file: 'M11.500 3H6a1.200 1.200 0 0 0-1.200 1.200v11.600A1.200 1.200 0 0 0 6 17h8a1.200 1.200 0 0 0 1.200-1.200V6.700zM11.500 3v3.700h3.700',
  save: 'M10 3.500v9M6 8.700l4 4 4-4M4.500 16.500h11',
  inbox: 'M3 11h4l1.5 2.5h3L13 11h4M3 11l2.3-6h9.4L17 11v4.5H3z',
  mine: 'M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6M4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5',
  unassigned: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M7.5 10h5',
  closed: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M7 10.2l2.2 2.2L13 8',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 4.2v3.6M7 12.2v3.6',
  sessions: 'M3.5 5h13v8.5h-13zM7.5 16.5h5',
  plus: 'M10 4.5v11M4.5 10h11',
  check: 'M4.5 10.5l3.5 3.5 7.5-8',
  ticks: 'M2.5 10.5l3.3 3.3 6.7-7.3M9.5 13.4l.6.4 6.9-7.3',
  clock: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M10 6.5V10l2.5 2',
  alert: 'M10 6.5v4.2M10 13.4v.1M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13',
  phone:
    'M6.8 3.5H4.5c-.6 0-1 .5-1 1C3.8 11 9 16.2 15.5 16.5c.5 0 1-.4 1-1v-2.3l-3.3-1.3-1.5 1.7c-2.3-1-4.2-3-5.3-5.3L8.1 6.8z',
  hangup:
    'M3 12.5c0-1 .2-1.7.8-2.3 3.5-3.2 8.9-3.2 12.4 0 .6.6.8 1.3.8 2.3l-.3 1.3-3.6-.8-.3-2.3a9 9 0 0 0-5.6 0L6.9 13l-3.6.8z',
  camera: 'M3 6h9v8H3zM12 9l5-2.5v7L12 11',
  cameraOff: 'M3 6h9v8H3zM12 9l5-2.5v7L12 11M3.5 3.5l13 13',
  mic: 'M10 12a2.5 2.5 0 0 0 2.5-2.5v-4a2.5 2.5 0 0 0-5 0v4A2.5 2.5 0 0 0 10 12M5.5 9.5a4.5 4.5 0 0 0 9 0M10 14v2.5',
  micOff:
    'M10 12a2.5 2.5 0 0 0 2.5-2.5v-4a2.5 2.5 0 0 0-5 0v4A2.5 2.5 0 0 0 10 12M5.5 9.5a4.5 4.5 0 0 0 9 0M10 14v2.5M3.5 3.5l13 13',
  screen: 'M2.5 4.5h15v9h-15zM7 16.5h6M10 11.5v-4M7.8 9.4L10 7.2l2.2 2.2',
  screenOff: 'M2.5 4.5h15v9h-15zM7 16.5h6M8.2 7.2l3.6 3.6M11.8 7.2l-3.6 3.6',
  hold: 'M7.5 5v10M12.5 5v10',
  resume: 'M7 4.5l8 5.5-8 5.5z',
  transfer: 'M3.5 7h11M11 3.5L14.5 7 11 10.5M16.5 13h-11M9 9.5L5.5 13 9 16.5',
  devices: 'M4 4v12M10 4v12M16 4v12M2.5 7.5h3M8.5 12.5h3M14.5 6.5h3',
  expand: 'M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4',
  shrink: 'M7.5 3.5v4h-4M16.5 7.5h-4v-4M12.5 16.5v-4h4M3.5 12.5h4v4',
  pictureOut: 'M9 14.5H2.5v-10h15V9M11 11h6.5v5.5H11z',
  corner: 'M3 3.5h14v13H3zM10.5 10h4.5v4.5h-4.5z',
  speaker: 'M3 8v4h3l4 3.5v-11L6 8zM13 7.5a3.5 3.5 0 0 1 0 5M15.2 5.3a6.6 6.6 0 0 1 0 9.4',
  checkUp: 'M3 10h3l2-4.5 3.5 9 2-4.5H17',
  note: 'M5.5 9V7a4.5 4.5 0 0 1 9 0v2M4.5 9h11v7.5h-11z',
  send: 'M3.5 10L17 4l-4 12.5-3.2-5.3zM9.8 11.2L17 4',
  back: 'M12.5 4.5L7 10l5.5 5.5',
  panel: 'M3 4.5h14v11H3zM12.5 4.5v11',
  down: 'M10 4.5v11M5.5 11l4.5 4.5 4.5-4.5',
  chevron: 'M6 8l4 4 4-4',
  close: 'M5 5l10 10M15 5L5 15',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13 13l3.5 3.5',
  bell: 'M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5M4 13.5h12M8.5 16.2c.8.6 2.2.6 3 0',
  sun: 'M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6M10 2.5v1.7M10 15.8v1.7M2.5 10h1.7M15.8 10h1.7M4.7 4.7l1.2 1.2M14.1 14.1l1.2 1.2M15.3 4.7l-1.2 1.2M5.9 14.1l-1.2 1.2',
  moon: 'M16 11.5A6.5 6.5 0 0 1 8.5 4 6.5 6.5 0 1 0 16 11.5',
  contrast: 'M10 3.5a6.5 6.5 0 1 0 0 13zM10 3.5a6.5 6.5 0 0 1 0 13',
  snooze: 'M10 5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M8 8.5h4l-4 4h4M3.5 5.5l2-2M16.5 5.5l-2-2',
  reopen: 'M4.5 8.5h7a4 4 0 0 1 0 8H8M4.5 8.5L8 5M4.5 8.5L8 12',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.1M8.5 8.5h.1M11.5 8.5h.1M14.5 8.5h.1M6.5 11.7h7',
  exit: 'M8 4H4v12h4M12.5 6.5L16 10l-3.5 3.5M16 10H7.5',
  copy: 'M7 7h9v9H7zM13 7V4H4v9h3',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
