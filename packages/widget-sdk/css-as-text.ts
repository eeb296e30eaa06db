import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Rolldown } from 'tsdown';

/** Under its own name the bundler would take the sheet for something to put beside the code. */
const PREFIX = 'text:';
const SUFFIX = '.js';

/** Turns `import css from './x.css'` into a string for `CSSStyleSheet.replaceSync`. */
export function cssAsText(): Rolldown.Plugin {
  return {
    name: 'css-as-text',
    resolveId: {
      filter: { id: /\.css$/ },
      order: 'pre',
      handler: (source, importer) => `${PREFIX}${resolve(importer ?? '', '..', source)}${SUFFIX}`,
    },
    load: {
      filter: { id: /^text:/ },
      handler(id) {
        const file = id.slice(PREFIX.length, -SUFFIX.length);
        this.addWatchFile(file);
        return { code: `export default ${JSON.stringify(minify(readFileSync(file, 'utf8')))}`, moduleType: 'js' };
      },
    },
  };
}

/** Comments and white space only. Our own sheets have no strings in which white space counts. */
function minify(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/\s*([{};,>])\s*/g, '$1')
    .replace(/:\s+/g, ':')
    .replace(/;}/g, '}')
    .trim();
}
