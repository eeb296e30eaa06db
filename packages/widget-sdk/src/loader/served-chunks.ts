import type { Dictionary } from '../locale/dictionary.ts';
import type { Locale } from '../types.ts';
import type { Chunks, PanelModule } from './chunks.ts';

/** Put in by the build of `parley.js`: the names, with their hashes, of the chunks that the server serves. */
declare const PARLEY_FILES: { panel: string; words: Record<Locale, string> };

export function servedChunks(server: string): Chunks {
  const address = (file: string) => `${server}/widget/${file}`;
  return {
    async panel() {
      const panel: PanelModule = await import(address(PARLEY_FILES.panel));
      return panel;
    },
    async words(locale) {
      const file: { words: Dictionary } = await import(address(PARLEY_FILES.words[locale]));
      return file.words;
    },
  };
}
