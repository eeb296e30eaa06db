import { basename } from 'node:path';
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';
import { parseCatalogue } from './catalogue.ts';

/** `import { messages } from './de.po'`: parsed now, so that the browser needs no parser. */
export function catalogues(): Plugin {
  return {
    name: 'parley-catalogues',
    transform: {
      filter: { id: /\.po$/ },
      async handler(text, id) {
        const entries = await parseCatalogue(text, basename(id, '.po'));
        const messages = Object.fromEntries(
          [...entries].map(([key, { message, translation }]) => [key, compileMessageOrThrow(translation || message)]),
        );
        // A string that is parsed is faster to load than the same as code.
        const json = JSON.stringify(JSON.stringify(messages));
        return { code: `export const messages = JSON.parse(${json});`, map: null, moduleType: 'js' };
      },
    },
  };
}
