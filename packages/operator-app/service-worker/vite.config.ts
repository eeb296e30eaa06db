import { createHash } from 'node:crypto';
import { readFileSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const app = fileURLToPath(new URL('..', import.meta.url));

/** Runs after the app's own build, whose files it names. */
export default defineConfig((): UserConfig => {
  const files = globSync(['assets/*', 'icons/*', '*.svg', '*.webmanifest'], { cwd: `${app}dist` })
    .filter((file) => !/\.(?:br|gz)$/.test(file))
    .toSorted();
  const version = createHash('sha256');
  for (const file of ['index.html', ...files]) version.update(file).update(readFileSync(`${app}dist/${file}`));
  const shell = { version: version.digest('hex').slice(0, 16), files: files.map((file) => `/${file}`) };
  return {
    root: app,
    publicDir: false,
    define: { SHELL: JSON.stringify(shell) },
    build: {
      target: 'es2023',
      emptyOutDir: false,
      // A worker of the old kind: not every browser takes one that is a module.
      lib: {
        entry: `${app}service-worker/service-worker.ts`,
        formats: ['iife'],
        name: 'worker',
        fileName: () => 'service-worker.js',
      },
    },
  };
});
