import type { DeepLink } from '../deep-link.ts';
import type { Capability, DesktopHost, Shortcut } from '../desktop-host.ts';
import { createEmitter, createPatientEmitter } from '../emitter.ts';
import { createWebCallWindow } from './call-window.ts';
import { createWebIdle } from './idle.ts';
import { watchForLinks } from './links.ts';
import { createWebNotifications } from './notifications.ts';
import { registerWorker } from './register-worker.ts';
import { createTitle } from './title.ts';
import { watchForWake } from './wake-watch.ts';

export interface WebHostOptions {
  /** Is the service worker there? Only a build has one. */
  worker: boolean;
}

/** A browser's tab, or the app that it has installed. Made once, and lives as long as the page. */
export function createWebHost({ worker }: WebHostOptions): DesktopHost {
  const title = createTitle(document);
  const links = createPatientEmitter<DeepLink>();
  const shortcuts = createEmitter<Shortcut>();
  const wakes = createEmitter<void>();
  const idle = createWebIdle();
  const callWindow = createWebCallWindow();
  const follow = (link: DeepLink) => {
    window.focus();
    links.emit(link);
  };
  watchForLinks(follow);
  watchForWake(() => wakes.emit());
  const canBadge = 'setAppBadge' in navigator;
  const capabilities = new Set<Capability>(['deepLinks']);
  if (canBadge) capabilities.add('badge');
  if ('Notification' in globalThis) capabilities.add('notify');
  if (idle) capabilities.add('idle');
  if (callWindow) capabilities.add('callWindow');
  return {
    kind: 'web',
    capabilities,
    badge(count) {
      title.count(count);
      // Refused where the app is not installed; the title has the number.
      if (canBadge) navigator.setAppBadge(count).catch(() => undefined);
    },
    attention: (words) => title.flash(words),
    notifications: createWebNotifications(worker ? registerWorker() : Promise.resolve(null), follow),
    focus: () => window.focus(),
    onLink: links.on,
    onShortcut: shortcuts.on,
    onWake: wakes.on,
    idle,
    callWindow,
    autostart: null,
    servers: null,
    quit: null,
  };
}
