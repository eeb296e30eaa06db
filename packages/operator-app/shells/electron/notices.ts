import { parseLink } from '../../src/desktop/deep-link.ts';
import type { ShellRequest } from '../../src/desktop/shell/shell-contract.ts';
import type { ElectronApi, NoticeApi } from './electron-api.ts';
import { strings } from './strings.ts';
import type { ServerWindow } from './server-window.ts';

type Notify = Extract<ShellRequest, { type: 'notify' }>;

/** What is on the system's screen, by window and tag. */
export class Notices {
  readonly #electron: Pick<ElectronApi, 'Notification'>;
  readonly #shown = new Map<string, NoticeApi>();

  constructor(electron: Pick<ElectronApi, 'Notification'>) {
    this.#electron = electron;
  }

  show(window: ServerWindow, { tag, title, body, link, lasting, reply }: Notify): void {
    this.takeBack(window, tag);
    const notice = new this.#electron.Notification({
      title,
      body,
      hasReply: reply,
      replyPlaceholder: strings.reply,
      timeoutType: lasting ? 'never' : 'default',
    });
    const key = keyOf(window, tag);
    const forget = () => {
      if (this.#shown.get(key) === notice) this.#shown.delete(key);
    };
    notice.on('click', () => {
      window.lead(parseLink(link) ?? { to: 'inbox' });
      notice.close();
      forget();
    });
    notice.on('reply', (details) => {
      window.tell({ type: 'reply', tag, text: details.reply });
      forget();
    });
    notice.on('close', forget);
    this.#shown.set(key, notice);
    notice.show();
  }

  takeBack(window: ServerWindow, tag: string): void {
    this.#close(keyOf(window, tag));
  }

  takeAllBack(window: ServerWindow): void {
    const prefix = keyOf(window, '');
    for (const key of [...this.#shown.keys()].filter((each) => each.startsWith(prefix))) this.#close(key);
  }

  #close(key: string): void {
    this.#shown.get(key)?.close();
    this.#shown.delete(key);
  }
}

const keyOf = (window: ServerWindow, tag: string): string => `${window.origin} ${tag}`;
