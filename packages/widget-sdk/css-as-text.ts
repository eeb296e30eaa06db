import { readFileSync } from 'node:fs';
import type { Rolldown } from 'tsdown';

/** Turns `import css from './x.css'` into a string for `CSSStyleSheet.replaceSync`. */
export function cssAsText(): Rolldown.Plugin {
  return {
    name: 'css-as-text',
    load: {
      filter: { id: /\.css$/ },
      order: 'pre',
      handler: (id) => ({
        code: `export default ${JSON.stringify(minify(readFileSync(id, 'utf8')))}`,
        moduleType: 'js',
      }),
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
