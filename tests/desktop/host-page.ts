/** In the page of `host-site.ts`: the host as the app opens it, and what it has told us. */
import type { DeepLink } from '../../packages/operator-app/src/desktop/deep-link.ts';
import type { DesktopHost, Shortcut } from '../../packages/operator-app/src/desktop/desktop-host.ts';
import { openHost } from '../../packages/operator-app/src/desktop/open-host.ts';

export interface DeskPage {
  host: DesktopHost;
  links: DeepLink[];
  shortcuts: Shortcut[];
  replies: string[];
  wakes: number;
}

declare global {
  var desk: DeskPage;
}

const host = openHost({ worker: true });
globalThis.desk = { host, links: [], shortcuts: [], replies: [], wakes: 0 };
host.onLink((link) => desk.links.push(link));
host.onShortcut((shortcut) => desk.shortcuts.push(shortcut));
host.onWake(() => {
  desk.wakes += 1;
});
