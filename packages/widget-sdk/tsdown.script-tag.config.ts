import { readdirSync } from 'node:fs';
import { defineConfig } from 'tsdown';
import { cssAsText } from './css-as-text.ts';

/** Runs after the main build, whose hashed chunk names it writes into `dist/parley.js`. */
const files = readdirSync(new URL('dist', import.meta.url));

function chunk(name: string): string {
  const found = files.filter((file) => file.startsWith(`${name}-`) && file.endsWith('.js'));
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`one chunk "${name}" expected, found: ${found.join(' ')}`);
  return found[0];
}

const locales = ['en', 'de', 'ru', 'es', 'fr', 'ar'];
const PARLEY_FILES = {
  panel: chunk('start-panel'),
  words: Object.fromEntries(locales.map((locale) => [locale, chunk(locale)])),
};

export default defineConfig({
  entry: { parley: 'src/script-tag.ts' },
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  dts: false,
  clean: false,
  deps: { alwaysBundle: [/./], onlyBundle: false },
  define: { PARLEY_FILES: JSON.stringify(PARLEY_FILES) },
  plugins: [cssAsText()],
  outputOptions: { entryFileNames: '[name].js' },
});
