export interface Running {
  isPackaged: boolean;
  execPath: string;
  /** Of the app's own code: from a checkout, Electron's program has to be told of it. */
  appPath: string;
  /** Where the AppImage is, while its content is mounted under another path at each start. */
  appImage: string | undefined;
}

/** How this program is started again, whatever happens to it meanwhile. */
export function startCommand({ isPackaged, execPath, appPath, appImage }: Running): string[] {
  return isPackaged ? [appImage ?? execPath] : [execPath, appPath];
}
