import type { CallWindow } from '../desktop-host.ts';
import { dress } from '../web/call-window.ts';
import { CALL_WINDOW } from './shell-contract.ts';

/** Electron has no picture-in-picture for documents; its shell lets this one window be opened, above all others. */
export const shellCallWindow: CallWindow = {
  async open({ width, height }) {
    const opened = window.open('about:blank', CALL_WINDOW, `popup,width=${width},height=${height}`);
    if (opened === null) throw new DOMException('no window was opened', 'NotAllowedError');
    dress(opened.document, document);
    return opened;
  },
};
