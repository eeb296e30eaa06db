import { defineConfig } from 'tsdown';
import { cssAsText } from './css-as-text.ts';
import { trpcApart } from './trpc-apart.ts';

/** `dist/index.js`, its lazy chunks and the rolled types. Chunk names carry a hash: they may be cached for ever. */
export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  sourcemap: false,
  dts: true,
  clean: true,
  hash: true,
  fixedExtension: false,
  // Nothing is left for the site to install.
  deps: { alwaysBundle: [/./], onlyBundle: false },
  plugins: [cssAsText(), trpcApart()],
  outputOptions: { chunkFileNames: '[name]-[hash].js' },
});
