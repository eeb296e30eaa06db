import { browserStorage, browserTabs, createVisitorClient } from '@parley/client';
import type { Panel, PanelHost } from '../loader/chunks.ts';
import { troubleOf } from '../session/trouble.ts';
import { runPanel } from './run-panel.ts';

/** Makes the client and puts the panel on the page, closed. The loader calls this for each person anew, when someone acts. */
export function startPanel(host: PanelHost): Panel {
  const { settings, memory, identity, emit, words } = host;
  const { serverUrl, projectKey } = settings;
  // The token and unsent messages of one project are of no use to another one on the same site.
  const name = `parley:${projectKey}`;
  const kept = memory.takeCall();
  // Without a secure context there are no calls, nor ids for the devices in them: the client makes one itself.
  const deviceId = kept?.deviceId ?? (isSecureContext ? crypto.randomUUID() : undefined);
  const client = createVisitorClient({
    serverUrl,
    projectKey,
    storage: browserStorage(name),
    tabs: browserTabs(name),
    ...(identity && { identity }),
    ...(deviceId && { deviceId }),
  });
  client.onPerson((why) => {
    if (why === 'ended' && identity !== null)
      emit('error', { code: 'IDENTITY_EXPIRED', message: words.trouble[troubleOf('IDENTITY_EXPIRED')] });
    host.changePerson(why);
  });
  return runPanel(host, client, { id: deviceId ?? null, keptCallId: kept?.callId ?? null });
}
