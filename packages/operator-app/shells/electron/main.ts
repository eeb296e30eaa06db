/** The Electron host's own process: hands the real Electron to the shell. Everything that decides is in the files beside. */
import electron from 'electron';
import updater from 'electron-updater';
import { join } from 'node:path';
import { AutostartEntry } from '../common/autostart.ts';
import { KnownServers } from '../common/known-servers.ts';
import { DesktopShell } from './desktop-shell.ts';
import { startCommand } from './start-command.ts';
import { followUpdates, readChannel } from './updates.ts';

const { app } = electron;
const here = import.meta.dirname;

/** Linux has no way of its own in Electron. */
const linux = new AutostartEntry(
  { platform: 'linux', home: app.getPath('home'), env: process.env },
  {
    name: 'chat.parley.operator.electron',
    command: () =>
      startCommand({
        isPackaged: app.isPackaged,
        execPath: process.execPath,
        appPath: app.getAppPath(),
        appImage: process.env['APPIMAGE'],
      }),
  },
);
const autostart = {
  get on() {
    return process.platform === 'linux' ? linux.on : app.getLoginItemSettings().openAtLogin;
  },
  set(on: boolean) {
    if (process.platform === 'linux') linux.set(on);
    else app.setLoginItemSettings({ openAtLogin: on });
  },
};

const shell = new DesktopShell(electron, {
  servers: new KnownServers(join(app.getPath('userData'), 'servers.json')),
  autostart,
  files: {
    preload: join(here, 'preload.cjs'),
    chooser: join(here, '../electron/chooser.html'),
    icon: join(here, '../electron/icons/icon.png'),
    trayIcons: join(here, '../electron/icons'),
  },
});
if (await shell.start(process.argv)) {
  shell.watchIdle();
  // From a checkout there is nothing to update.
  const channel = app.isPackaged ? readChannel(process.env['PARLEY_UPDATES']) : 'off';
  followUpdates(updater.autoUpdater, { platform: process.platform, channel });
}
