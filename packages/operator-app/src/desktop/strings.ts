import { wordsOf } from '../locale/words.ts';

const { say, words } = wordsOf('desktop');

export const strings = words({
  title: 'This device',
  close: 'Close',
  autostart: 'Open Parley when I sign in to this computer',
  autostartHint: 'It waits in the background and rings.',
  idle: 'Notice when I am away',
  idleHint: 'What arrives while nobody is at the device stays unread. Your browser asks you once.',
  servers: 'Servers',
  here: 'this window',
  openServer: (host: string) => say('Open {host}', { host }),
  open: 'Open',
  forgetServer: (host: string) => say('Forget {host}', { host }),
  addServer: {
    window: 'Start Parley with --server and its address to add one.',
    electron: 'Another server: in the menu of the icon beside the clock.',
  },
  quit: 'Quit Parley',
  callWindow: 'Call in a window above all others',
  callWindowOff: 'Call back into this window',
  callWindowRefused: 'The window could not be opened.',
});
