import type { DesktopHost } from './desktop-host.ts';
import { createShellHost } from './shell/shell-host.ts';
import { createWebHost, type WebHostOptions } from './web/web-host.ts';

/** The host of this page, made once, before anything is shown. */
export function openHost(options: WebHostOptions): DesktopHost {
  const web = createWebHost(options);
  return globalThis.parleyShell ? createShellHost(globalThis.parleyShell, web) : web;
}
