import { createValueStore } from '../../lib/value-store.ts';
import { type DeepLink, parseLink } from '../deep-link.ts';
import type { DesktopHost, IdleState, KnownServer, Shortcut } from '../desktop-host.ts';
import { createEmitter, createPatientEmitter } from '../emitter.ts';
import type { ShellBridge, ShellEvent } from './shell-contract.ts';
import { shellCallWindow } from './shell-call-window.ts';
import { createShellNotifications } from './shell-notifications.ts';

/** The page's own means, and what the shell around it can do better. */
export function createShellHost(bridge: ShellBridge, web: DesktopHost): DesktopHost {
  const capabilities = new Set([...web.capabilities, ...bridge.capabilities]);
  // A reply can be typed where the shell shows the notifications; elsewhere they are the page's.
  const own = capabilities.has('reply') ? createShellNotifications(bridge) : null;
  const links = createPatientEmitter<DeepLink>();
  const shortcuts = createEmitter<Shortcut>();
  const wakes = createEmitter<void>();
  const idle = createValueStore<IdleState>('active');
  const autostart = createValueStore(false);
  const servers = createValueStore<readonly KnownServer[]>([]);
  web.onLink(links.emit);
  web.onWake(() => wakes.emit());
  let wanted = 0;

  const take = (event: ShellEvent) => {
    switch (event.type) {
      case 'state':
        autostart.set(event.autostart);
        servers.set(event.servers);
        return;
      case 'link': {
        const link = parseLink(event.link);
        if (link !== null) links.emit(link);
        return;
      }
      case 'reply':
        own?.replied(event.tag, event.text);
        return;
      case 'shortcut':
        shortcuts.emit(event.shortcut);
        return;
      case 'idle':
        idle.set(event.state);
        return;
      case 'wake':
        wakes.emit();
    }
  };
  bridge.listen(take);
  bridge.send({ type: 'hello' });

  return {
    kind: bridge.kind,
    capabilities,
    badge(count) {
      web.badge(count);
      bridge.send({ type: 'badge', count });
    },
    attention(words) {
      const calm = web.attention(words);
      wanted += 1;
      if (wanted === 1) bridge.send({ type: 'attention', on: true });
      let over = false;
      return () => {
        if (over) return;
        over = true;
        calm();
        wanted -= 1;
        if (wanted === 0) bridge.send({ type: 'attention', on: false });
      };
    },
    notifications: own ?? web.notifications,
    focus: () => bridge.send({ type: 'focus' }),
    onLink: links.on,
    onShortcut: shortcuts.on,
    onWake: wakes.on,
    idle: bridge.capabilities.includes('idle')
      ? { state: idle, allowed: createValueStore(true), ask: async () => undefined }
      : web.idle,
    callWindow: bridge.capabilities.includes('callWindow') ? shellCallWindow : web.callWindow,
    autostart: capabilities.has('autostart')
      ? { on: autostart, set: (on) => bridge.send({ type: 'autostart', on }) }
      : null,
    servers: capabilities.has('servers')
      ? {
          known: servers,
          open: (url) => bridge.send({ type: 'openServer', url }),
          forget: (url) => bridge.send({ type: 'forgetServer', url }),
        }
      : null,
    quit: capabilities.has('quit') ? () => bridge.send({ type: 'quit' }) : null,
  };
}
