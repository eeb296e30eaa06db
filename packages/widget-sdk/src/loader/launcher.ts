import type { LauncherWords } from '../locale/launcher-words.ts';
import type { CallSign } from '../session/call-facts.ts';

export interface Launcher {
  setOpen(open: boolean): void;
  setUnread: (count: number) => void;
  /** A call rings or goes on; behind a closed panel it must not be forgotten. */
  setCall: (call: CallSign) => void;
  setBusy(busy: boolean): void;
  /** Says that the chat could not be loaded; `false` takes it back. */
  setFailed(failed: boolean): void;
  focus(): void;
}

const SVG = 'http://www.w3.org/2000/svg';
const BUBBLES =
  'M4.5 5.5h11a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-2.5 2.5H9.6L5.7 18.4v-2.9H4.5A2.5 2.5 0 0 1 2 13V8a2.5 2.5 0 0 1 2.5-2.5ZM20.8 9.6a2.5 2.5 0 0 1 1.2 2.1v4.6a2.5 2.5 0 0 1-2.5 2.5h-.7v2.5l-3.4-2.5H12';
const CHEVRON = 'm6 9.5 6 6 6-6';

function icon(path: string, name: string): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon ${name}`);
  const shape = document.createElementNS(SVG, 'path');
  shape.setAttribute('d', path);
  svg.append(shape);
  return svg;
}

/** Plain DOM: this button is on every page view, so it must not bring a UI library along. */
export function createLauncher(parent: HTMLElement, words: LauncherWords, onPress: () => void): Launcher {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'launcher';
  const badge = document.createElement('span');
  badge.className = 'badge';
  badge.setAttribute('aria-hidden', 'true');
  badge.hidden = true;
  const notice = document.createElement('p');
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  notice.hidden = true;
  button.append(icon(BUBBLES, 'icon-open'), icon(CHEVRON, 'icon-close'), badge);
  button.addEventListener('click', onPress);
  parent.append(button, notice);

  let open = false;
  let unread = 0;
  let call: CallSign = 'none';
  const label = () => {
    const news = [words.open];
    if (unread > 0) news.push(words.unread.replace('{count}', String(unread)));
    if (call !== 'none') news.push(call === 'ringing' ? words.ringing : words.inCall);
    button.setAttribute('aria-label', open ? words.close : news.join(', '));
    button.classList.toggle('in-call', call !== 'none' && !open);
    button.classList.toggle('ringing', call === 'ringing' && !open);
    button.setAttribute('aria-expanded', String(open));
    badge.hidden = unread === 0 || open;
    badge.textContent = unread > 99 ? '99+' : String(unread);
  };
  label();

  return {
    setOpen(value) {
      open = value;
      label();
    },
    setUnread(count) {
      unread = count;
      label();
    },
    setCall(value) {
      call = value;
      label();
    },
    setBusy(busy) {
      button.setAttribute('aria-busy', String(busy));
    },
    setFailed(failed) {
      notice.hidden = !failed;
      notice.textContent = failed ? words.failed : '';
    },
    focus: () => button.focus(),
  };
}
