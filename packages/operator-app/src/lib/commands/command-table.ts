/** Every action that has a key or stands in the palette. Who can do one at the moment gives it by `useCommands`. */
export type CommandGroup = 'everywhere' | 'list' | 'conversation' | 'message' | 'call';

interface CommandEntry {
  group: CommandGroup;
  /** As `KeyboardEvent.key` says it, so `?` works on every layout; a capital letter takes Shift, `Mod+` Ctrl or ⌘. */
  key?: string;
}

/** In the order of the cheat sheet. */
export const COMMANDS = {
  palette: { group: 'everywhere', key: 'Mod+k' },
  undo: { group: 'everywhere', key: 'z' },
  help: { group: 'everywhere', key: '?' },
  goOpen: { group: 'everywhere' },
  goMine: { group: 'everywhere' },
  goUnassigned: { group: 'everywhere' },
  goMentions: { group: 'everywhere' },
  goClosed: { group: 'everywhere' },
  goSettings: { group: 'everywhere' },
  goTeam: { group: 'everywhere' },
  goAudit: { group: 'everywhere' },
  goAccount: { group: 'everywhere' },
  newProject: { group: 'everywhere' },
  checkCall: { group: 'everywhere' },
  themeSystem: { group: 'everywhere' },
  themeLight: { group: 'everywhere' },
  themeDark: { group: 'everywhere' },
  comfortable: { group: 'everywhere' },
  compact: { group: 'everywhere' },
  signOut: { group: 'everywhere' },
  next: { group: 'list', key: 'j' },
  previous: { group: 'list', key: 'k' },
  filter: { group: 'list', key: '/' },
  reply: { group: 'conversation', key: 'r' },
  note: { group: 'conversation', key: 'n' },
  assignMe: { group: 'conversation', key: 'a' },
  unassign: { group: 'conversation' },
  close: { group: 'conversation', key: 'e' },
  snooze: { group: 'conversation' },
  details: { group: 'conversation', key: 'i' },
  leave: { group: 'conversation', key: 'Escape' },
  messages: { group: 'message', key: 'l' },
  answer: { group: 'message', key: 'q' },
  react: { group: 'message', key: '+' },
  edit: { group: 'message', key: 'E' },
  copy: { group: 'message', key: 'c' },
  remove: { group: 'message', key: '#' },
  mute: { group: 'call', key: 'm' },
  camera: { group: 'call', key: 'v' },
  screen: { group: 'call', key: 's' },
  hold: { group: 'call', key: 'h' },
  transfer: { group: 'call', key: 't' },
  devices: { group: 'call', key: 'd' },
  fullScreen: { group: 'call', key: 'f' },
  hangUp: { group: 'call', key: 'X' },
} as const satisfies Record<string, CommandEntry>;

export type CommandId = keyof typeof COMMANDS;

export const GROUPS = [
  'everywhere',
  'list',
  'conversation',
  'message',
  'call',
] as const satisfies readonly CommandGroup[];
export const COMMAND_IDS: readonly CommandId[] = Object.keys(COMMANDS).filter((id): id is CommandId => id in COMMANDS);

export const keyOf = (id: CommandId): string | null => {
  const entry: CommandEntry = COMMANDS[id];
  return entry.key ?? null;
};
