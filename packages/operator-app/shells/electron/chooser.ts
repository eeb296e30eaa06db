/** The first page of a shell that knows no server, or whose server is away. */
import type { ShellBridge } from '../../src/desktop/shell/shell-contract.ts';
import { Failure } from '../common/failure.ts';
import { readServerAddress } from '../common/server-address.ts';

function startChooser(page: Document, bridge: ShellBridge): void {
  const known = page.querySelector('#known');
  const form = page.querySelector('form');
  const input = page.querySelector('input');
  const trouble = page.querySelector('#trouble');
  bridge.listen((event) => {
    if (event.type !== 'state') return;
    const rows = event.servers.map(({ url }) => {
      const row = page.createElement('li');
      const button = page.createElement('button');
      button.textContent = url;
      button.addEventListener('click', () => bridge.send({ type: 'openServer', url }));
      row.append(button);
      return row;
    });
    known?.replaceChildren(...rows);
  });
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    try {
      bridge.send({ type: 'openServer', url: readServerAddress(input?.value ?? '') });
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      if (trouble) trouble.textContent = cause.message;
    }
  });
  bridge.send({ type: 'hello' });
}

if (globalThis.parleyShell) startChooser(document, globalThis.parleyShell);
