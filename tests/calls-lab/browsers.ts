import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../support/chromium.ts';
import { SITE_ADDRESS, type Client } from './network.ts';

/**
 * A Chromium that sits in the client's namespace. It calls the site `localhost`: browsers give the microphone to that
 * name without TLS, a new project allows it, and, with the name led to the site's address, every byte still crosses the
 * client's NAT. A forwarder on the client's own loopback would hide from the page that its network is gone.
 */
export async function launchIn(client: Client, root: string): Promise<Browser> {
  const found = await findChromium();
  if (found === null) throw new Error('no Chromium here');
  const executablePath = join(root, `chromium-${client}.sh`);
  await writeFile(executablePath, `#!/bin/sh\nexec ip netns exec ${client} '${found.executablePath}' "$@"\n`);
  await chmod(executablePath, 0o755);
  return chromium.launch({
    executablePath,
    args: [...found.args, `--host-resolver-rules=MAP localhost ${SITE_ADDRESS}`],
    env: { ...process.env, ...found.env },
  });
}

/** `kill -9` of every tab: the page gets no chance to say goodbye. */
export async function killTabs(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  for (const { type, id } of processInfo) if (type === 'renderer') process.kill(id, 'SIGKILL');
}
