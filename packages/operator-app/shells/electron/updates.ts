/** Of electron-updater only what is used here. */
export interface UpdaterApi {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  allowPrerelease: boolean;
  channel: string | null;
  on(event: 'error', listener: (error: Error) => void): unknown;
  checkForUpdates(): Promise<unknown>;
}

/** `off` where a company hands out versions itself. */
export type UpdateChannel = 'stable' | 'beta' | 'off';

export const readChannel = (named: string | undefined): UpdateChannel =>
  named === 'beta' || named === 'off' ? named : 'stable';

export interface UpdateOptions {
  platform: NodeJS.Platform;
  channel: UpdateChannel;
}

const LOOK_MS = 6 * 3_600_000;

/**
 * macOS and Windows install nothing that our own certificate has not signed: the updater compares it with the running program's.
 * On Linux nothing would compare: there the package manager has that job, and we do not look at all.
 * @returns how to stop, or `null` where nothing is looked for
 */
export function followUpdates(updater: UpdaterApi, { platform, channel }: UpdateOptions): (() => void) | null {
  if (channel === 'off' || (platform !== 'darwin' && platform !== 'win32')) return null;
  updater.channel = channel === 'stable' ? 'latest' : 'beta';
  updater.allowPrerelease = channel === 'beta';
  // Setting a channel allows going back by itself; an old version with a known hole must not come back in.
  updater.allowDowngrade = false;
  updater.autoDownload = true;
  updater.autoInstallOnAppQuit = true;
  // Refused or out of reach: the version that runs goes on, and asks again later.
  updater.on('error', () => undefined);
  const look = () => void updater.checkForUpdates().catch(() => undefined);
  look();
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}
