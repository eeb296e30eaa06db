import { browserStorage, createVisitorClient } from '@parley/client';
import { h, render } from 'preact';
import { dateWords } from '../chat/dates.ts';
import type { Panel as PanelHandle, PanelHost } from '../loader/chunks.ts';
import { announceThread } from '../session/announce.ts';
import { Calls } from '../session/calls.ts';
import type { ChatClient } from '../session/chat-client.ts';
import { Session } from '../session/session.ts';
import { codeOf, TROUBLE } from '../session/trouble.ts';
import { createStore } from '../session/value-store.ts';
import panelCss from '../style/panel.css';
import threadCss from '../style/thread.css';
import composerCss from '../style/composer.css';
import { PanelContext } from './panel-context.ts';
import { type Opening, Panel } from './panel.tsx';

/** Makes the client and puts the panel on the page, closed. The loader calls this once, when someone acts. */
export function startPanel(host: PanelHost): PanelHandle {
  const { serverUrl, projectKey } = host.settings;
  // The token and unsent messages of one project are of no use to another one on the same site.
  const storage = browserStorage(`parley:${projectKey}`);
  return startPanelWith(host, createVisitorClient({ serverUrl, projectKey, storage }));
}

function startPanelWith(host: PanelHost, client: ChatClient): PanelHandle {
  const { settings, surface, words } = host;
  const opening = createStore<Opening>({ open: false, focus: false });
  const onCode = (code: keyof typeof TROUBLE) => host.emit('error', { code, message: words.trouble[TROUBLE[code]] });
  const onError = (error: unknown) => onCode(codeOf(error));
  let stopAnnouncing: () => void = () => undefined;

  const session = new Session({
    client,
    attributes: settings.attributes,
    page: { url: location.href.slice(0, 2_000), title: document.title.slice(0, 300) },
    onThread(thread, knownSeq) {
      stopAnnouncing();
      stopAnnouncing = announceThread(thread, knownSeq, host);
      calls.watch(thread);
    },
    onError: onCode,
  });
  const loadView = async () => {
    const { CallView, callCss } = await import('../call/call-view.tsx');
    addCallStyles(callCss);
    return CallView;
  };
  const addCallStyles = once((css: string) => surface.addStyles(css));
  const calls = new Calls({ client, session, host, loadView, onError: onCode });
  const stopWatchingConnection = announceConnection(client, host);

  surface.addStyles(panelCss + threadCss + composerCss);
  const mount = document.createElement('div');
  surface.frame.append(mount);
  const panel = h(Panel, {
    frame: surface.frame,
    opening,
    session,
    calls,
    connection: client.connection,
    draft: createStore(''),
    onClose: host.requestClose,
    onError,
  });
  const value = { words, dates: dateWords(settings.languageTag) };
  render(h(PanelContext.Provider, { value, children: panel }), mount);

  return {
    setOpen: (open, by) => opening.set({ open, focus: open && by !== 'call' }),
    sendMessage: (text) => session.send(text),
    startCall: (media) => void calls.start(media),
    endCall: () => void calls.end(),
    destroy() {
      stopAnnouncing();
      stopWatchingConnection();
      calls.destroy();
      session.end();
      render(null, mount);
      void client.close();
    },
  };
}

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

function once<T>(action: (value: T) => void): (value: T) => void {
  let done = false;
  return (value) => {
    if (!done) action(value);
    done = true;
  };
}
