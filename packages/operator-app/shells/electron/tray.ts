import { join } from 'node:path';
import type { ElectronApi, TrayApi } from './electron-api.ts';
import { strings } from './strings.ts';

/** A picture has room for one sign. */
const MOST_SHOWN = 9;

/** The count beside the clock: in the picture, in its title where the system has one, and in words. */
export class CountTray {
  readonly #tray: TrayApi;
  readonly #icons: string;

  constructor(
    { Tray, Menu }: Pick<ElectronApi, 'Tray' | 'Menu'>,
    icons: string,
    actions: { open: () => void; choose: () => void; quit: () => void },
  ) {
    this.#icons = icons;
    this.#tray = new Tray(this.#iconOf(0));
    this.#tray.on('click', actions.open);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: strings.open, click: actions.open },
        { label: strings.choose, click: actions.choose },
        { type: 'separator' },
        { label: strings.quit, click: actions.quit },
      ]),
    );
    this.show(0);
  }

  show(count: number): void {
    this.#tray.setImage(this.#iconOf(count));
    this.#tray.setToolTip(strings.unread(count));
    this.#tray.setTitle(count === 0 ? '' : String(count));
  }

  #iconOf(count: number): string {
    return join(this.#icons, `tray-${count > MOST_SHOWN ? 'many' : count}.png`);
  }
}
