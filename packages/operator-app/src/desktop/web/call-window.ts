import type { CallWindow } from '../desktop-host.ts';

/** Chromium's, which TypeScript does not know. */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}
declare global {
  var documentPictureInPicture: DocumentPictureInPicture | undefined;
}

/** The same styles, by the same addresses: the window is under our page's policy, which lets no others in. */
export function dress(target: Document, source: Document): void {
  for (const sheet of source.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
    const link = target.createElement('link');
    link.rel = 'stylesheet';
    link.href = sheet.href;
    target.head.append(link);
  }
  const { lang, dir, dataset } = source.documentElement;
  Object.assign(target.documentElement, { lang, dir });
  Object.assign(target.documentElement.dataset, dataset);
}

/** `null` where the browser has none. */
export function createWebCallWindow(): CallWindow | null {
  const pip = globalThis.documentPictureInPicture;
  if (pip === undefined) return null;
  return {
    async open(size) {
      const opened = await pip.requestWindow(size);
      dress(opened.document, document);
      return opened;
    },
  };
}
