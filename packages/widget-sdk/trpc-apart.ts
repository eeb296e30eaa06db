import { readFileSync } from 'node:fs';
import type { Rolldown } from 'tsdown';

const LIBRARY = '@trpc/client';
/** Its file has this name in the client's build too. */
const LATER = /\/transport-http-[\w-]+\.js$/;
const COPY = '?http';

/**
 * A module goes into one chunk whole. tRPC's client is one, so all that the way over HTTP uses of it would come with what each chat needs.
 * As a module of its own for the chunk of that way, it leaves there only what is used there, and so does the other one here. What both import
 * stays one module: an error is an instance of the same class.
 */
export function trpcApart(): Rolldown.Plugin {
  return {
    name: 'trpc-apart',
    resolveId: {
      filter: { id: /^@trpc\/client$/ },
      order: 'pre',
      async handler(source, importer) {
        if (!importer || !LATER.test(importer)) return null;
        const found = await this.resolve(LIBRARY, importer, { skipSelf: true });
        return found && { ...found, id: found.id + COPY };
      },
    },
    load: {
      filter: { id: /\?http$/ },
      handler: (id) => ({ code: readFileSync(id.slice(0, -COPY.length), 'utf8'), moduleType: 'js', moduleSideEffects: false }),
    },
  };
}
