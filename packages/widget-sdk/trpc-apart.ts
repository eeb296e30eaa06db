import { readFileSync } from 'node:fs';
import type { Rolldown } from 'tsdown';

/** The client's way over HTTP: a chunk of its own there, and here. */
const LATER = /\/transport-http-[\w-]+\.js$/;
const COPY = '?http';

/**
 * A module goes into one chunk whole, and tRPC's client is one module: what only the way over HTTP uses of it would be loaded by each
 * chat. So that way has a copy of it, and of either one its chunk keeps what is used there. What both import stays one module: an error
 * of either way is an instance of the same class.
 */
export function trpcApart(): Rolldown.Plugin {
  return {
    name: 'trpc-apart',
    resolveId: {
      filter: { id: /^@trpc\/client$/ },
      order: 'pre',
      async handler(source, importer) {
        if (importer === undefined || !LATER.test(importer)) return null;
        const found = await this.resolve(source, importer, { skipSelf: true });
        return found && { ...found, id: found.id + COPY };
      },
    },
    load: {
      filter: { id: /\?http$/ },
      handler: (id) => ({ code: readFileSync(id.slice(0, -COPY.length), 'utf8'), moduleType: 'js' }),
    },
  };
}
