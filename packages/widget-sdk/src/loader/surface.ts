import type { Settings } from './options.ts';

/** The widget's own piece of the page: a closed shadow root that the page's styles and selectors don't reach. */
export interface Surface {
  /** Everything visible hangs in here; carries theme, direction and colours. */
  readonly frame: HTMLElement;
  readonly root: ShadowRoot;
  addStyles(css: string): void;
  setHidden(hidden: boolean): void;
  remove(): void;
}

export function createSurface(settings: Settings): Surface {
  const host = document.createElement('div');
  host.dataset['parley'] = '';
  const root = host.attachShadow({ mode: 'closed' });
  const frame = document.createElement('div');
  frame.className = 'frame';
  frame.dir = settings.direction;
  frame.lang = settings.locale;
  frame.dataset['theme'] = settings.theme;
  frame.dataset['position'] = settings.position;
  // Through the CSSOM: a `style` attribute would be refused by a strict policy.
  frame.style.setProperty('--z', String(settings.zIndex));
  if (settings.accent !== null) {
    frame.style.setProperty('--accent', settings.accent.color);
    frame.style.setProperty('--on-accent', settings.accent.on);
  }
  root.append(frame);
  document.body.append(host);

  return {
    frame,
    root,
    addStyles: (css) => addStyles(root, css, settings.nonce),
    setHidden(hidden) {
      frame.hidden = hidden;
    },
    remove: () => host.remove(),
  };
}

/** A constructable stylesheet is not an inline style, so `style-src 'none'` lets it pass. */
function addStyles(root: ShadowRoot, css: string, nonce: string | null): void {
  if ('adoptedStyleSheets' in root && 'replaceSync' in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return;
  }
  const style = document.createElement('style');
  if (nonce !== null) style.nonce = nonce;
  style.textContent = css;
  root.prepend(style);
}
