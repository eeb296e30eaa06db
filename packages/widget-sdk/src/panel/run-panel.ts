import type { ClientErrorCode } from '@parley/client';
import type { Panel, PanelHost } from '../loader/chunks.ts';
import { announceThread } from '../session/announce.ts';
import { Calls } from '../session/calls.ts';
import type { ChatClient } from '../session/chat-client.ts';
import { Checks } from '../session/checks.ts';
import { Session } from '../session/session.ts';
import { codeOf, troubleOf } from '../session/trouble.ts';
import { createStore } from '../session/value-store.ts';
import { loadCall, loadCheck } from './lazy-views.ts';
import { mountPanel } from './mount-panel.ts';
import type { Opening } from './panel.tsx';

/** This tab, as calls know it. */
interface Device {
  id: string | null;
  keptCallId: string | null;
}

/** Without an answer within this time a call is left to end by itself: whoever logs out does not wait for it. */
const HANG_UP_MS = 1_000;

/** Session, calls and panel over one client; nothing here knows which. All of it is one person's. */
export function runPanel(host: PanelHost, client: ChatClient, device: Device): Panel {
  const { settings, surface, words } = host;
  const opening = createStore<Opening>({ open: false, focus: false });
  const onCode = (code: ClientErrorCode) => host.emit('error', { code, message: words.trouble[troubleOf(code)] });
  const onError = (error: unknown) => onCode(codeOf(error));
  let stopAnnouncing: () => void = () => undefined;
  let isGone = false;
  let isOther = false;

  const session = new Session({
    client,
    attributes: settings.attributes,
    page: { url: withoutSecrets(location.href).slice(0, 2_000), title: document.title.slice(0, 300) },
    onOther() {
      isOther = true;
      host.memory.forget();
    },
    onThread(thread, knownSeq) {
      stopAnnouncing();
      stopAnnouncing = announceThread(thread, knownSeq, host);
      calls.watch(thread);
      host.memory.keepConversation();
    },
    onError: onCode,
  });
  const checks = new Checks({ client, session, onError, loadView: () => loadCheck(surface, settings.locale) });
  const calls = new Calls({
    client,
    session,
    host,
    loadView: () => loadCall(surface),
    openCheck: (media) => void checks.open(media),
    onError: onCode,
  });
  // A call that rings takes the place of a check, and with it the devices.
  const stopYielding = calls.subscribe(() => calls.getSnapshot().current !== null && checks.close());
  const stopWatchingConnection = announceConnection(client, host);
  const draft = createStore('');
  const stopKeeping = onPageHide(() => {
    host.memory.keepDraft(draft.getSnapshot());
    keepCall(host, calls, device.id);
  });
  const goOn = () => {
    if (isGone || isOther) return;
    if (draft.getSnapshot() === '') draft.set(host.memory.takeDraft());
    if (device.keptCallId !== null) void calls.resume(device.keptCallId);
  };
  // Whom the site names may be another one than who left a draft or a call here: that shows when he has come in.
  if (host.identity === null) goOn();
  else void session.settled().then(goOn);

  const unmount = mountPanel(host, {
    frame: surface.frame,
    opening,
    session,
    calls,
    checks,
    connection: client.connection,
    draft,
    onClose: host.requestClose,
    onError,
  });

  return {
    setOpen: (open, by) => opening.set({ open, focus: open && by !== 'call' }),
    sendMessage: (text) => session.send(text),
    startCall: (media) => void calls.start(media),
    endCall: () => void calls.end(),
    identify: (identity) => session.identify(identity),
    async logout() {
      await Promise.race([calls.end(), new Promise((resolve) => setTimeout(resolve, HANG_UP_MS))]);
      await client.logout();
    },
    checkCall: (options) => checks.beginWhenKnown(options),
    destroy() {
      isGone = true;
      stopAnnouncing();
      stopKeeping();
      stopYielding();
      stopWatchingConnection();
      calls.destroy();
      session.end();
      unmount();
      void client.close();
    },
  };
}

/** Behind `?` and `#` stand searches, tokens and names: they stay here. */
const withoutSecrets = (address: string): string => address.replace(/[?#].*$/s, '');

function announceConnection(client: ChatClient, host: PanelHost): () => void {
  let told: string | null = null;
  const tell = () => {
    const { state } = client.connection.getSnapshot();
    if (state === told) return;
    told = state;
    host.emit('connection', { state });
  };
  tell();
  return client.connection.subscribe(tell);
}

function keepCall(host: PanelHost, { runningCallId }: Calls, deviceId: string | null): void {
  if (runningCallId !== null && deviceId !== null) host.memory.keepCall({ callId: runningCallId, deviceId });
}

function onPageHide(action: () => void): () => void {
  addEventListener('pagehide', action);
  return () => removeEventListener('pagehide', action);
}
