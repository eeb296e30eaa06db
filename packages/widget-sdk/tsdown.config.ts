import { defineConfig } from 'tsdown';
import { cssAsText } from './css-as-text.ts';
import { trpcApart } from './trpc-apart.ts';
import { trpcHelpers } from './trpc-helpers.ts';

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
  // What operators keep on their devices is written by it: none of that is in here, and its package does not say that nothing else is.
  treeshake: { moduleSideEffects: [{ test: /\/superjson\//, sideEffects: false }] },
  plugins: [cssAsText(), trpcApart(), trpcHelpers()],
  outputOptions: {
    chunkFileNames: '[name]-[hash].js',
    // What chat and calls share comes in one piece: each small one would be a request, and compressed by itself.
    codeSplitting: {
      groups: [{ name: 'shared', test: /\/client\/dist\/(errors|store|until-answered|cursor|e-model)-|\/uuid\// }],
    },
  },
});
