import { readFileSync } from 'node:fs';
import type { Rolldown } from 'tsdown';

/** The client's way over HTTP: a chunk of its own there, and here. */
const LATER = /\/transport-http-[\w-]+\.js$/;
const COPY = '?http';

/** Of the server's package both ways use functions alone, nothing that is compared by its class. */
const OF_SERVER = /^@trpc\/server(\/|$)/;
const IN_SERVER = /\/@trpc\/server\/.*\?http$/;

/**
 * A module goes into one chunk whole, and tRPC's client is one module: what only the way over HTTP uses of it would be loaded by each
 * chat. So that way has a copy of it and of what that takes from the server's package, and of either one its chunk keeps what is used
 * there. The client's other modules stay one: an error of either way is an instance of the same class.
 */
export function trpcApart(): Rolldown.Plugin {
  return {
    name: 'trpc-apart',
    resolveId: {
      filter: { id: /^(@trpc\/(client$|server)|\.)/ },
      order: 'pre',
      async handler(source, importer = '') {
        if (!isCopied(source, importer)) return null;
        const found = await this.resolve(source, importer.replace(COPY, ''), { skipSelf: true });
        return found && { ...found, id: found.id + COPY };
      },
    },
    load: {
      filter: { id: /\?http$/ },
      handler: (id) => ({ code: readFileSync(id.slice(0, -COPY.length), 'utf8'), moduleType: 'js' }),
    },
  };
}

function isCopied(source: string, importer: string): boolean {
  if (LATER.test(importer)) return source.startsWith('@trpc/');
  return (importer.endsWith(COPY) && OF_SERVER.test(source)) || (IN_SERVER.test(importer) && source.startsWith('.'));
}
