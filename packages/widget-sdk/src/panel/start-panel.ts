import { browserStorage, createVisitorClient } from '@parley/client';
import type { Panel, PanelHost } from '../loader/chunks.ts';
import { runPanel } from './run-panel.ts';

/** Makes the client and puts the panel on the page, closed. The loader calls this once, when someone acts. */
export function startPanel(host: PanelHost): Panel {
  const { serverUrl, projectKey } = host.settings;
  // The token and unsent messages of one project are of no use to another one on the same site.
  const storage = browserStorage(`parley:${projectKey}`);
  const kept = host.memory.takeCall();
  // Without a secure context there are no calls, nor ids for the devices in them: the client makes one itself.
  const deviceId = kept?.deviceId ?? (isSecureContext ? crypto.randomUUID() : undefined);
  const client = createVisitorClient({ serverUrl, projectKey, storage, ...(deviceId && { deviceId }) });
  return runPanel(host, client, { id: deviceId ?? null, keptCallId: kept?.callId ?? null });
}
