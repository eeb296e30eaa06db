/** In the page's process, but not in the page's world: the page gets two functions and nothing of Electron. */
import { contextBridge, ipcRenderer } from 'electron';
import {
  ELECTRON_CAPABILITIES,
  SHELL_CHANNEL,
  type ShellBridge,
  type ShellEvent,
} from '../../src/desktop/shell/shell-contract.ts';

const early: ShellEvent[] = [];
let listener = (event: ShellEvent): void => void early.push(event);
ipcRenderer.on(SHELL_CHANNEL, (_event, said: ShellEvent) => listener(said));

const bridge: ShellBridge = {
  kind: 'electron',
  capabilities: ELECTRON_CAPABILITIES,
  send: (request) => ipcRenderer.send(SHELL_CHANNEL, request),
  listen(next) {
    listener = next;
    for (const event of early.splice(0)) next(event);
  },
};
contextBridge.exposeInMainWorld('parleyShell', bridge);
